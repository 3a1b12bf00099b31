import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Configuration } from '../platform/config/configuration.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { SingleFlight } from '../platform/schedule/single-flight.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { KEYS_CHANGED, KeyRotation } from './key-rotation.service.js';
import { SigningKeysDropped } from './keys.events.js';
import { ALGORITHM } from './keys.protocol.js';
import { openSigningKey, SEALING_LABEL, WrongAppSecret } from './signing-key.js';
import { keepRetiredSeconds, verifies } from './signing-keys.policy.js';
import { type SigningKeyRow, SigningKeysStore } from './signing-keys.store.js';

/** How long a lost event can go unnoticed. */
const RELOAD_INTERVAL_MS = 20_000;
const UNKNOWN_KEY_INTERVAL_MS = 30_000;
const FOR_NOW = Number.POSITIVE_INFINITY;

interface VerifyingKey {
  publicKey: KeyObject;
  /** Of `performance.now()`: a retired key ends on time, also while the database is unavailable. */
  until: number;
}

/** The keys of access tokens as this instance knows them, the same on every instance. */
@Injectable()
export class SigningKeys implements OnModuleInit {
  private readonly sealingKey: Buffer;
  private readonly keepRetiredS: number;
  private readonly reloads;
  private verifying = new Map<string, VerifyingKey>();
  private published: { keys: JsonWebKey[]; etag: string };
  private signing: { kid: string; privateKey: KeyObject };
  /** Keys whose private part this process has opened. */
  private opened = new Set<string>();
  private readonly loads = new SingleFlight(() => this.load());
  private loading: Promise<void> = Promise.resolve();
  private lastUnknownKeyAt = Number.NEGATIVE_INFINITY;
  private isStarting = true;

  constructor(
    private readonly store: SigningKeysStore,
    private readonly rotation: KeyRotation,
    @Inject(BUS) private readonly bus: Bus,
    private readonly events: Events,
    private readonly schedule: Schedule,
    private readonly log: Log,
    config: Configuration,
    secrets: Secrets,
    metrics: Metrics,
  ) {
    this.sealingKey = secrets.derive(SEALING_LABEL);
    this.keepRetiredS = keepRetiredSeconds(config.auth.accessTokenTtlS);
    this.reloads = metrics.counter(
      'jwks_refetch_total',
      'Times the keys were read because of an unknown key id',
    );
  }

  /** @throws WrongAppSecret */
  async onModuleInit(): Promise<void> {
    await this.bus.subscribe(KEYS_CHANGED, () => this.reload().catch(() => undefined));
    await this.rotation.upkeep();
    await this.reload();
    this.isStarting = false;
    this.schedule.every(RELOAD_INTERVAL_MS, 'signing keys could not be looked after', () => this.keepUp());
  }

  /** The key that signs now. */
  get active(): { kid: string; privateKey: KeyObject } {
    return this.signing;
  }

  /** The public keys, for every service that verifies our tokens (RFC 7517). */
  get jwks(): { keys: JsonWebKey[]; etag: string } {
    return this.published;
  }

  find(kid: string): KeyObject | undefined {
    const key = this.verifying.get(kid);
    return key && key.until > performance.now() ? key.publicKey : undefined;
  }

  /** Reads the keys again for an unknown id, but not more than twice a minute: ids in tokens cost the sender nothing. */
  async findFresh(kid: string): Promise<KeyObject | undefined> {
    if (performance.now() - this.lastUnknownKeyAt >= UNKNOWN_KEY_INTERVAL_MS) {
      this.lastUnknownKeyAt = performance.now();
      this.reloads.inc();
      void this.reload();
    }
    await this.loading;
    return this.find(kid);
  }

  /** Reads the current keys from the database. */
  reload(): Promise<void> {
    this.loading = this.loads.run();
    // The caller gets the error, too.
    this.loading.catch(() => undefined);
    return this.loading;
  }

  private async keepUp(): Promise<void> {
    try {
      await this.rotation.upkeep();
    } finally {
      // It complains by itself.
      await this.reload().catch(() => undefined);
    }
  }

  private async load(): Promise<void> {
    try {
      await this.read();
    } catch (error) {
      this.complain(error);
      throw error;
    }
  }

  private async read(): Promise<void> {
    const rows = (await this.store.findAll()).filter(
      (key) => key.algorithm === ALGORITHM && verifies(key, this.keepRetiredS),
    );
    const active = rows.find((key) => key.status === 'active');
    if (!active) throw new Error('The database holds no active signing key.');
    const before = this.verifying;
    this.verifying = new Map(rows.map((key) => [key.kid, this.verifyingKey(key)]));
    this.published = publish(rows);
    // Every other key is retired before it is deleted.
    const dropped = [...before].some(([kid, { until }]) => until === FOR_NOW && !this.verifying.has(kid));
    if (dropped) this.events.publish(new SigningKeysDropped());
    for (const key of rows) if (key.status === 'next' && !this.opened.has(key.kid)) this.open(key);
    if (this.signing?.kid !== active.kid) this.signing = { kid: active.kid, privateKey: this.open(active) };
    this.opened = new Set(rows.map(({ kid }) => kid));
  }

  private verifyingKey(key: SigningKeyRow): VerifyingKey {
    return {
      publicKey:
        this.verifying.get(key.kid)?.publicKey ?? createPublicKey({ key: key.publicJwk, format: 'jwk' }),
      until:
        key.retiredForS === null ? FOR_NOW : performance.now() + (this.keepRetiredS - key.retiredForS) * 1000,
    };
  }

  private open(key: SigningKeyRow): KeyObject {
    return openSigningKey(this.sealingKey, key.privateSealed);
  }

  /** Keys that were sealed under another APP_SECRET cannot be used by this process: it exits. */
  private complain(error: unknown): void {
    // While starting, the caller gets the error.
    if (this.isStarting) return;
    if (!(error instanceof WrongAppSecret)) return this.log.warn('signing keys could not be read', { error });
    this.log.error(error.message);
    process.kill(process.pid, 'SIGTERM');
  }
}

function publish(rows: SigningKeyRow[]): { keys: JsonWebKey[]; etag: string } {
  const keys = rows.map((key) => ({ ...key.publicJwk, kid: key.kid, alg: key.algorithm, use: 'sig' }));
  const digest = createHash('sha256').update(JSON.stringify(keys)).digest('base64url');
  return { keys, etag: `"${digest.slice(0, 22)}"` };
}
