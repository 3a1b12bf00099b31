import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Configuration } from '../platform/config/configuration.js';
import { Log } from '../platform/log/log.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { keyErrors } from './keys.errors.js';
import { newSigningKey, openSigningKey, SEALING_LABEL } from './signing-key.js';
import {
  keepRetiredSeconds,
  keyChores,
  type KeyRules,
  PUBLISH_FIRST_S,
  readyInS,
} from './signing-keys.policy.js';
import { type SigningKeyRow, SigningKeysStore, type Transaction } from './signing-keys.store.js';

/** Makes every instance read the keys again. */
export const KEYS_CHANGED = 'signing-keys-changed';

/** The administrator who asked; absent when the keys' age or an operator at the command line did. */
export interface RotationActor {
  actorId?: string;
  sessionId?: string;
}

/**
 * Moves the keys through their states in the database: next, active, retired, deleted. One change at a time across all
 * instances.
 */
@Injectable()
export class KeyRotation {
  private readonly sealingKey: Buffer;
  private readonly rules: KeyRules;

  constructor(
    private readonly store: SigningKeysStore,
    private readonly audit: Audit,
    @Inject(BUS) private readonly bus: Bus,
    private readonly log: Log,
    config: Configuration,
    secrets: Secrets,
  ) {
    this.sealingKey = secrets.derive(SEALING_LABEL);
    this.rules = {
      maxAgeS: config.auth.signingKeyMaxAgeDays * 86_400,
      keepRetiredS: keepRetiredSeconds(config.auth.accessTokenTtlS),
    };
  }

  /** Creates missing keys, replaces old ones, deletes expired ones. @throws WrongAppSecret */
  async upkeep(): Promise<void> {
    if (!keyChores(await this.store.findAll(), this.rules)) return;
    const changed = await this.store.change(async (tx) => {
      const keys = await this.openable(tx);
      // Another instance may have been quicker.
      const chores = keyChores(keys, this.rules);
      if (!chores) return false;
      if (chores.makeActive) await this.store.insert(newSigningKey(this.sealingKey), 'active', tx);
      if (chores.rotate) await this.promote(keys, 'age', {}, tx);
      else if (chores.makeNext) await this.store.insert(newSigningKey(this.sealingKey), 'next', tx);
      if (chores.deleteRetired) await this.store.deleteRetired(this.rules.keepRetiredS, tx);
      return true;
    });
    if (changed) await this.announce();
  }

  /**
   * The next key signs from now on; tokens of the one before stay good until they expire.
   * @throws next_key_not_ready, WrongAppSecret
   */
  async rotate(actor: RotationActor = {}): Promise<void> {
    await this.store.change(async (tx) => {
      const keys = await this.openable(tx);
      const next = keys.find((key) => key.status === 'next');
      const waitS = next ? readyInS(next) : PUBLISH_FIRST_S;
      if (waitS > 0) throw notReady(waitS);
      await this.promote(keys, 'command', actor, tx);
    });
    await this.announce();
  }

  /**
   * For keys that may have leaked: all of them are deleted, the next one too since it was stored beside the others, and every
   * session ends.
   * @param endSessions ends the sessions that were opened with them, in the same transaction
   * @param unread whether keys that this APP_SECRET cannot open may be dropped as well
   * @returns the ended sessions, to be announced
   * @throws WrongAppSecret
   */
  async replaceAll<T>(
    endSessions: (tx: Transaction) => Promise<T[]>,
    actor: RotationActor = {},
    unread = false,
  ): Promise<T[]> {
    const ended = await this.store.change(async (tx) => {
      const keys = unread ? await this.store.findAll(tx) : await this.openable(tx);
      const [active, next] = [newSigningKey(this.sealingKey), newSigningKey(this.sealingKey)];
      await this.store.deleteAll(tx);
      await this.store.insert(active, 'active', tx);
      await this.store.insert(next, 'next', tx);
      const ended = await endSessions(tx);
      const details = { signs: active.kid, dropped: keys.map(({ kid }) => kid), sessionsEnded: ended.length };
      await this.record('compromised', details, actor, tx);
      return ended;
    });
    await this.announce();
    return ended;
  }

  private async promote(
    keys: SigningKeyRow[],
    reason: 'age' | 'command',
    actor: RotationActor,
    tx: Transaction,
  ): Promise<void> {
    const signs = keys.find(({ status }) => status === 'next')!.kid;
    const retired = keys.filter(({ status }) => status === 'active').map(({ kid }) => kid);
    await this.store.promoteNext(tx);
    await this.store.insert(newSigningKey(this.sealingKey), 'next', tx);
    await this.record(reason, { signs, retired }, actor, tx);
  }

  private record(
    reason: 'age' | 'command' | 'compromised',
    details: Record<string, string | string[] | number>,
    actor: RotationActor,
    tx: Transaction,
  ): Promise<void> {
    return this.audit.record(
      { event: 'sys_crypto_keys_rotated', result: 'success', reason, details, ...actor },
      tx,
    );
  }

  /** The keys, once it is sure that this process may add to them. @throws WrongAppSecret */
  private async openable(tx: Transaction): Promise<SigningKeyRow[]> {
    const keys = await this.store.findAll(tx);
    for (const key of keys) if (key.status !== 'retired') openSigningKey(this.sealingKey, key.privateSealed);
    return keys;
  }

  /** Instances that miss the event read the keys a little later by themselves. */
  private async announce(): Promise<void> {
    await this.bus
      .publish(KEYS_CHANGED, {})
      .catch((error: unknown) =>
        this.log.warn('other instances could not be notified of new keys', { error }),
      );
  }
}

function notReady(waitS: number): Error {
  const minutes = Math.ceil(waitS / 60);
  return keyErrors.next_key_not_ready({
    message: `The next key signs once it has been published for ${PUBLISH_FIRST_S / 60} minutes, so that every service that verifies tokens knows it; ${minutes} to go.`,
    retryAfterMs: Math.ceil(waitS * 1000),
  });
}
