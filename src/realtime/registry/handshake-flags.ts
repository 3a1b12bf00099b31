import type { HandshakeFlag } from '../realtime.protocol.js';
import { Registry } from './registry.js';

/** What clients may say of themselves in the handshake beside their token. */
export class HandshakeFlags extends Registry<HandshakeFlag> {
  /** One set for all connections that say the same. */
  private readonly combinations = new Map<string, ReadonlySet<HandshakeFlag>>();

  constructor() {
    super('handshake flag');
  }

  register(flag: HandshakeFlag): void {
    this.add(flag.field, flag);
  }

  /** Which of them are set. @param auth as the client sent it; unknown fields mean nothing */
  read(auth: Record<string, unknown>): ReadonlySet<HandshakeFlag> {
    const said = this.all.filter(({ field, value }) => auth[field] === value);
    const key = said.map(({ field }) => field).join();
    const flags = this.combinations.get(key) ?? new Set(said);
    this.combinations.set(key, flags);
    return flags;
  }
}
