import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { open, seal, Secrets } from '../platform/secrets/secrets.js';
import { SessionEnds } from '../sessions/revocation/session-ends.service.js';
import type { Transaction } from '../sessions/sessions.service.js';
import { OauthAuthorizationStatesStore } from './authorization-state.store.js';
import { oauthErrors } from './oauth.errors.js';
import type { Handshake } from './oauth.provider.js';
import { hashOf, isSecret, newSecret } from './oauth.secrets.js';

/** The data that is kept while a user is at the provider. */
export interface AuthorizationIntent {
  verifier: string;
  nonce: string;
  returnTo: string;
  /** S256 of a secret that fetches the tokens instead of the browser's cookie. */
  challenge?: string;
  /** The user who links the provider's account. */
  link?: { userId: string; sessionId: string };
}

/** A sign-in that came back to the browser that began it, for the first time. */
export interface AuthorizationState extends AuthorizationIntent, Handshake {
  provider: string;
}

/** The data that is kept until the tokens are fetched. */
export interface CodeGrant {
  userId: string;
  credentialVersion: number;
  /** The identity that it came in with. */
  subject: string;
  challenge?: string;
}

export interface RedeemedCodeGrant extends CodeGrant {
  provider: string;
  browserHash: Uint8Array;
}

/** Sign-ins under way. Each step can be taken once; repeating one ends the session it led to. */
@Injectable()
export class OauthAuthorizationStates {
  private readonly key: Buffer;

  constructor(
    private readonly states: OauthAuthorizationStatesStore,
    private readonly ends: SessionEnds,
    private readonly audit: Audit,
    secrets: Secrets,
  ) {
    this.key = secrets.derive('oauth-attempts');
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.states.transaction(work);
  }

  async begin(provider: string, state: string, browser: string, intent: AuthorizationIntent): Promise<void> {
    await this.states.begin({
      stateHash: hashOf(state),
      provider,
      browserHash: hashOf(browser),
      sealed: this.seal(intent),
      linkUserId: intent.link?.userId ?? null,
    });
  }

  /** @throws invalid_oauth_state */
  async claim(provider: string, state: string, browser: string | undefined): Promise<AuthorizationState> {
    const sealed = browser && (await this.states.claim(hashOf(state), provider, hashOf(browser)));
    if (sealed) return { ...this.open<AuthorizationIntent>(sealed), provider, state };
    await this.refuseReplay(state);
    throw oauthErrors.invalid_oauth_state();
  }

  /** Holds a claimed attempt until the transaction ends. @throws invalid_oauth_state when it was presented again meanwhile */
  async hold({ state }: AuthorizationState, tx: Transaction): Promise<void> {
    if (!(await this.states.hold(hashOf(state), tx))) throw oauthErrors.invalid_oauth_state();
  }

  /** @returns the code that fetches the tokens */
  async offer({ state }: AuthorizationState, offer: CodeGrant, tx: Transaction): Promise<string> {
    const code = newSecret();
    await this.states.offer(hashOf(state), hashOf(code), this.seal(offer), tx);
    return code;
  }

  /** Takes an offer for a session, unless the transaction fails. Undefined for a code that is unknown, used or too old. */
  async redeem(code: string, sessionId: string, tx: Transaction): Promise<RedeemedCodeGrant | undefined> {
    const row = isSecret(code) ? await this.states.redeem(hashOf(code), sessionId, tx) : undefined;
    return (
      row && { ...this.open<CodeGrant>(row.sealed), provider: row.provider, browserHash: row.browserHash }
    );
  }

  /**
   * Ends the session that a state or a code has led to, if it was used before: it may have been stolen (OWASP ASVS 5.0,
   * 10.4.2).
   */
  async refuseReplay(stateOrCode: string): Promise<void> {
    const burnt = await this.states.burn(hashOf(stateOrCode));
    if (!burnt) return;
    const sessionId = burnt.sessionId ?? undefined;
    this.audit.note({
      event: 'authn_token_reuse',
      result: 'failure',
      reason: 'invalid_oauth_state',
      sessionId,
    });
    if (sessionId) await this.ends.end(sessionId, 'oauth_replayed');
  }

  private seal(value: AuthorizationIntent | CodeGrant): Buffer {
    return seal(this.key, Buffer.from(JSON.stringify(value)));
  }

  private open<T>(sealed: Uint8Array): T {
    return JSON.parse(open(this.key, sealed).toString()) as T;
  }
}
