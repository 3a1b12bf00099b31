import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../platform/database/database.js';

export interface NewAuthorizationState {
  stateHash: Uint8Array;
  provider: string;
  browserHash: Uint8Array;
  sealed: Uint8Array;
  linkUserId: string | null;
}

/** A sign-in that came back and whose tokens can be fetched. */
export interface CodeRow {
  provider: string;
  browserHash: Uint8Array;
  sealed: Uint8Array;
}

const ATTEMPT_TTL_S = 300;
const CODE_TTL_S = 60;
/** As long as an old callback may be found and presented again. */
const KEEP_DAYS = 1;

/** Sign-ins on their way to a provider and back. */
@Injectable()
export class OauthAuthorizationStatesStore {
  constructor(private readonly database: Database) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.$transaction(work);
  }

  /** Also deletes those that ended long ago, so that the table does not grow for ever. */
  async begin(attempt: NewAuthorizationState): Promise<void> {
    await this.database.$executeRaw`
      WITH deleted AS (DELETE FROM oauth_attempts WHERE expires_at < now() - make_interval(days => ${KEEP_DAYS}))
      INSERT INTO oauth_attempts (state_hash, provider, browser_hash, sealed, link_user_id, expires_at)
      VALUES (${attempt.stateHash}, ${attempt.provider}, ${attempt.browserHash}, ${attempt.sealed},
        ${attempt.linkUserId}::uuid,
        now() + make_interval(secs => ${ATTEMPT_TTL_S}))`;
  }

  /** Of all requests that present a state, exactly one gets the sealed data: the first, in the browser that began, in time. */
  async claim(
    stateHash: Uint8Array,
    provider: string,
    browserHash: Uint8Array,
  ): Promise<Uint8Array | undefined> {
    const rows = await this.database.$queryRaw<{ sealed: Uint8Array }[]>`
      UPDATE oauth_attempts SET used_at = now() WHERE state_hash = ${stateHash} AND provider = ${provider}
        AND browser_hash = ${browserHash}
        AND used_at IS NULL AND expires_at > now() RETURNING sealed`;
    return rows[0]?.sealed;
  }

  /** Keeps a claimed attempt from being burnt until the transaction ends; false when it has been. */
  async hold(stateHash: Uint8Array, tx: Transaction): Promise<boolean> {
    const rows = await tx.$queryRaw<
      unknown[]
    >`SELECT 1 FROM oauth_attempts WHERE state_hash = ${stateHash} FOR UPDATE`;
    return rows.length === 1;
  }

  /** From now on the tokens can be fetched with a code. */
  async offer(
    stateHash: Uint8Array,
    codeHash: Uint8Array,
    sealed: Uint8Array,
    tx: Transaction,
  ): Promise<void> {
    await tx.$executeRaw`
      UPDATE oauth_attempts SET code_hash = ${codeHash}, sealed = ${sealed},
        expires_at = now() + make_interval(secs => ${CODE_TTL_S})
      WHERE state_hash = ${stateHash}`;
  }

  /** Exchanges the code for a session; of all requests that present it exactly one gets it. */
  async redeem(codeHash: Uint8Array, sessionId: string, tx: Transaction): Promise<CodeRow | undefined> {
    const rows = await tx.$queryRaw<CodeRow[]>`
      UPDATE oauth_attempts SET session_id = ${sessionId}::uuid WHERE code_hash = ${codeHash} AND session_id IS NULL
        AND expires_at > now()
      RETURNING provider, browser_hash AS "browserHash", sealed`;
    return rows[0];
  }

  /**
   * A state or a code that was used before is presented again: whatever it led to or would have led to is void.
   * @returns the session that it opened (null: none yet), or undefined when this is no replay
   */
  async burn(hash: Uint8Array): Promise<{ sessionId: string | null } | undefined> {
    const rows = await this.database.$queryRaw<{ sessionId: string | null }[]>`
      DELETE FROM oauth_attempts WHERE (state_hash = ${hash} AND used_at IS NOT NULL)
        OR (code_hash = ${hash} AND session_id IS NOT NULL)
      RETURNING session_id AS "sessionId"`;
    return rows[0];
  }
}
