import type { Call } from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';
import type { CallsChannel } from './calls.channel.js';

/** Calls that this page has left; the server is notified as soon as it can be reached. */
export class CallExits {
  readonly #left = new Set<string>();

  constructor(
    private readonly channel: CallsChannel,
    private readonly auth: Auth,
  ) {}

  has(callId: string): boolean {
    return this.#left.has(callId);
  }

  delete(callId: string): void {
    this.#left.delete(callId);
  }

  clear(): void {
    this.#left.clear();
  }

  /** By socket, else by REST, else when the connection is back. */
  async leave(callId: string): Promise<Call | undefined> {
    this.#left.add(callId);
    try {
      const { call } = await this.channel.request('call:hangup', { callId });
      this.#left.delete(callId);
      return call;
    } catch {
      const done = await this.auth.send<Call>('POST', `/api/calls/${callId}/hangup`).catch(() => undefined);
      if (done) this.#left.delete(callId);
      return done;
    }
  }

  /** The page is being closed: nobody waits for the answer. */
  leaveLast(callId: string): void {
    this.auth.sendLast('POST', `/api/calls/${callId}/hangup`);
  }
}
