import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Features } from './features.js';
import { HandshakeFlags } from './handshake-flags.js';
import { IdleClasses } from './idle-classes.js';

/** Where slices above register in `onModuleInit` what sockets have to know of them. */
@Injectable()
export class RealtimeRegistry implements OnApplicationBootstrap {
  readonly features = new Features();
  readonly handshakeFlags = new HandshakeFlags();
  readonly idleClasses = new IdleClasses();

  onApplicationBootstrap(): void {
    for (const registry of [this.features, this.handshakeFlags, this.idleClasses]) registry.close();
  }
}
