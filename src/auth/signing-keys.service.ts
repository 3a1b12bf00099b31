import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Log } from '../platform/log/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { open, seal, Secrets } from '../platform/secrets/secrets.js';
import { ALGORITHM } from './access-token.policy.js';
import { type SigningKeyRow, SigningKeysStore } from './signing-keys.store.js';

const RELOAD_INTERVAL_MS = 60_000;
const UNKNOWN_KEY_INTERVAL_MS = 30_000;

/** The keys of access tokens, the same on every instance; private parts are sealed with a key derived from APP_SECRET. */
@Injectable()
export class SigningKeys implements OnModuleInit, OnModuleDestroy {
  private readonly sealingKey: Buffer;
  private readonly reloads;
  private publicKeys = new Map<string, KeyObject>();
  private published: JsonWebKey[] = [];
  private signing: { kid: string; privateKey: KeyObject };
  private lastReloadAtMs = Number.NEGATIVE_INFINITY;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly store: SigningKeysStore,
    private readonly log: Log,
    secrets: Secrets,
    metrics: Metrics,
  ) {
    this.sealingKey = secrets.derive('signing-keys');
    this.reloads = metrics.counter(
      'jwks_refetch_total',
      'Times the keys were read because of an unknown key id',
    );
  }

  async onModuleInit(): Promise<void> {
    if (!(await this.store.findAll()).some((key) => key.status === 'active'))
      await this.store.addFirst(this.make());
    await this.load();
    this.timer = setInterval(
      () =>
        void this.load().catch((error: unknown) =>
          this.log.warn('signing keys could not be read', { error }),
        ),
      RELOAD_INTERVAL_MS,
    ).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** The key that signs now. */
  get active(): { kid: string; privateKey: KeyObject } {
    return this.signing;
  }

  /** The public keys, for every service that verifies our tokens (RFC 7517). */
  get jwks(): { keys: JsonWebKey[] } {
    return { keys: this.published };
  }

  find(kid: string): KeyObject | undefined {
    return this.publicKeys.get(kid);
  }

  /** Reads the keys again for an unknown id, but not more than twice a minute: ids in tokens cost the sender nothing. */
  async findFresh(kid: string): Promise<KeyObject | undefined> {
    if (performance.now() - this.lastReloadAtMs >= UNKNOWN_KEY_INTERVAL_MS) {
      this.reloads.inc();
      await this.load();
    }
    return this.publicKeys.get(kid);
  }

  private async load(): Promise<void> {
    this.lastReloadAtMs = performance.now();
    const rows = (await this.store.findAll()).filter((key) => key.algorithm === ALGORITHM);
    const active = rows.findLast((key) => key.status === 'active');
    if (!active) throw new Error('The database holds no active signing key.');
    if (this.signing?.kid !== active.kid) this.signing = { kid: active.kid, privateKey: this.unseal(active) };
    this.publicKeys = new Map(
      rows.map((key) => [
        key.kid,
        this.publicKeys.get(key.kid) ?? createPublicKey({ key: key.publicJwk, format: 'jwk' }),
      ]),
    );
    this.published = rows.map((key) => ({ ...key.publicJwk, kid: key.kid, alg: key.algorithm, use: 'sig' }));
  }

  private unseal(key: SigningKeyRow): KeyObject {
    try {
      return createPrivateKey({
        key: open(this.sealingKey, key.privateSealed),
        format: 'der',
        type: 'pkcs8',
      });
    } catch (cause) {
      throw new Error(
        'APP_SECRET: is not the one this database was made with, so its signing keys cannot be opened; give every instance the same APP_SECRET.',
        { cause },
      );
    }
  }

  private make(): Omit<SigningKeyRow, 'status'> {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicJwk = publicKey.export({ format: 'jwk' });
    const privateSealed = seal(this.sealingKey, privateKey.export({ format: 'der', type: 'pkcs8' }));
    return { kid: thumbprint(publicJwk), algorithm: ALGORITHM, publicJwk, privateSealed };
  }
}

/** RFC 7638. */
function thumbprint({ crv, kty, x, y }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
