import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import type { Principal } from '../platform/access/principal.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { monotonicMs } from '../platform/schedule/monotonic.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { admissionOf } from './admission.js';
import { iceServersFor } from './ice-credentials.js';
import { signalingErrors } from './signaling.errors.js';
import type { IceServers } from './signaling.protocol.js';

/** Devices in a call get new credentials when this much of the old ones' life is over. */
const REFRESH_AT = 0.75;
const CHECK_MS = 5000;

/** The STUN and TURN servers for browsers, and when they are handed out. */
@Injectable()
export class IceServersService implements OnApplicationBootstrap {
  private readonly inCall: ((userId: string) => Promise<boolean>)[] = [];

  constructor(
    private readonly config: Configuration,
    private readonly realtime: RealtimeService,
    private readonly schedule: Schedule,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule.every(CHECK_MS, 'ICE servers could not be sent again', () => this.refresh());
  }

  /** Checks whether a user has a running call or is in a voice channel; the slices that know register such checks. */
  register(inCall: (userId: string) => Promise<boolean>): void {
    this.inCall.push(inCall);
  }

  /**
   * For a request outside of ringing and accepting.
   * @throws no_running_call where only calls get credentials, and to guests who may neither call nor speak
   */
  async request({ userId, isGuest }: Principal): Promise<IceServers> {
    const { calls, voice } = this.config;
    const mayBegin = !calls.turnOnlyInCalls && (!isGuest || calls.guestsMayRing || voice.guestsMaySpeak);
    if (!mayBegin && !(await this.isInCall(userId))) throw signalingErrors.no_running_call();
    return this.for(userId);
  }

  for(userId: string): IceServers {
    return iceServersFor(this.config, userId);
  }

  private async isInCall(userId: string): Promise<boolean> {
    for (const ask of this.inCall) if (await ask(userId)) return true;
    return false;
  }

  /** Calls outlive their credentials: an ICE restart then needs new ones. */
  private refresh(): void {
    if (this.config.calls.turnUrls.length === 0) return;
    const before = monotonicMs() - this.config.calls.turnTtlS * 1000 * REFRESH_AT;
    for (const connection of this.realtime.localConnections()) {
      let due = false;
      for (const groupId of connection.groupIds) {
        const admission = admissionOf(connection, groupId);
        if (!admission || admission.iceIssuedAtMs > before) continue;
        admission.iceIssuedAtMs = monotonicMs();
        due = true;
      }
      if (due) connection.emit('ice:refresh', this.for(connection.principal.userId));
    }
  }
}
