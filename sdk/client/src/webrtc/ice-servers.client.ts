import type { IceServer, IceServers } from '../protocol.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { Auth } from '../auth/auth.client.js';

/** STUN and TURN servers, asked for ahead so that a call does not wait for them. */
export class IceServersCache {
  #held?: { iceServers: IceServer[]; useUntil: number };

  constructor(private readonly auth: Auth) {}

  /** Undefined where the server gives them to calls only: then they come with the answer to ringing. */
  async get(): Promise<IceServer[] | undefined> {
    if (this.#held && Date.now() < this.#held.useUntil) return this.#held.iceServers;
    try {
      const answer = await this.auth.send<IceServers>('GET', '/api/ice-servers');
      this.keep(answer);
      return answer.iceServers;
    } catch (cause) {
      if (RinglineError.from(cause).code === 'no_running_call') return undefined;
      throw cause;
    }
  }

  /** Credentials are used for the first half of their life, so that a call does not outlive them at once. */
  keep({ iceServers, ttlSeconds }: IceServers): void {
    this.#held = { iceServers, useUntil: Date.now() + ttlSeconds * 500 };
  }

  /** Failing is no loss: `get` asks again when a call begins. */
  prefetch(): void {
    this.get().catch(() => undefined);
  }

  clear(): void {
    this.#held = undefined;
  }
}
