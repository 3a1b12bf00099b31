import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { AppError } from '../platform/errors/app-error.js';
import { BatchedLookup } from '../platform/database/batched-lookup.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { ConnectionClosed } from '../realtime/realtime.events.js';
import type { Connection } from '../realtime/socket.connection.js';
import { SessionRevoked } from '../sessions/sessions.events.js';
import { SignalingService } from '../signaling/signaling.service.js';
import { LiveKit } from './livekit.js';
import type { VoiceLeftReason } from './voice.protocol.js';
import { VoiceRosters } from './voice.rosters.js';
import { type Joined, type LeftRow, VoiceStore } from './voice.store.js';

/** After devices are stored as disconnected or removed: they may not signal, and the others are notified. */
@Injectable()
export class VoiceDepartures implements OnApplicationBootstrap {
  private readonly counted;
  /** All sessions may end at once. */
  private readonly ended = new BatchedLookup<undefined>((sessionIds) => this.endSessions(sessionIds));

  constructor(
    private readonly store: VoiceStore,
    private readonly rosters: VoiceRosters,
    private readonly signaling: SignalingService,
    private readonly livekit: LiveKit,
    private readonly events: Events,
    private readonly config: Configuration,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.counted = metrics.counter('voice_left_total', 'Devices that left voice channels', ['reason']);
  }

  onApplicationBootstrap(): void {
    // Also of a device that has lost its connection: it will not come back.
    this.events.on(SessionRevoked, async ({ sessionId }) => void (await this.ended.find(sessionId)));
    this.events.on(ConnectionClosed, async ({ connection }) => {
      if (this.rosters.of(connection.id).length > 0) await this.lose(connection);
    });
  }

  /** @param taken an identity under which another device has joined: LiveKit has replaced it */
  async completeDeparture(left: LeftRow[], reason: VoiceLeftReason, taken?: string): Promise<void> {
    for (const { roomId, peerId, connectionId, identity } of left) {
      this.counted.inc({ reason });
      if (identity === null) await this.signaling.expel(roomId, peerId, connectionId);
      else if (identity !== taken) this.livekit.remove(roomId, identity);
    }
    await this.publish(left);
  }

  /** A device's connection has closed. The grace period is only for lost networks. */
  async lose(connection: Connection): Promise<void> {
    const { id: connectionId } = connection;
    const roomIds = this.rosters.of(connectionId);
    for (const roomId of roomIds) this.rosters.close(roomId, connectionId);
    if (connection.endedFor === 'session_revoked') {
      const left = await this.store.leave({ connectionId }, 'signed_out');
      await this.completeDeparture(left, 'signed_out');
      // The account may have been erased, and its row with it.
      if (left.length === 0) for (const roomId of roomIds) await this.rosters.changed(roomId);
    } else if (connection.isSignedOut)
      await this.completeDeparture(await this.store.leave({ connectionId }, 'lost'), 'lost');
    else await this.completeLoss(await this.store.lose({ connectionId }, this.config.calls.resumeGraceS));
  }

  /**
   * A device could not be admitted although it had a seat. A returning device keeps it for a while, unless it may not have it.
   */
  async turnAway({ peerId, before }: Joined, error: unknown): Promise<void> {
    const isForbidden = error instanceof AppError && error.status < 500;
    if (before !== undefined && !isForbidden) return this.losePeer(peerId);
    const reason = isForbidden ? 'removed' : 'lost';
    await this.completeDeparture(await this.store.leave({ peerId }, reason), reason);
  }

  async losePeer(peerId: string): Promise<void> {
    await this.completeLoss(await this.store.lose({ peerId }, this.config.calls.resumeGraceS));
  }

  private async endSessions(sessionIds: string[]): Promise<Map<string, undefined>> {
    const left = await this.store.leave({ sessionId: { in: sessionIds } }, 'signed_out');
    await this.completeDeparture(left, 'signed_out');
    return new Map<string, undefined>();
  }

  /** Devices whose instances died with them. */
  async loseInstances(dead: string[]): Promise<void> {
    if (dead.length === 0) return;
    await this.completeLoss(await this.store.loseInstances(dead, this.config.calls.resumeGraceS));
  }

  /** From now on signals to the devices are kept; only then the others hear that they are away. */
  private async completeLoss(lost: LeftRow[]): Promise<void> {
    for (const { roomId, peerId, connectionId, identity } of lost)
      if (identity === null)
        await this.signaling.lose(roomId, peerId, connectionId).catch((error: unknown) => {
          this.log.warn('signals to a lost device cannot be kept', { error });
        });
    await this.publish(lost);
  }

  private async publish(rows: LeftRow[]): Promise<void> {
    for (const roomId of new Set(rows.map((row) => row.roomId))) await this.rosters.changed(roomId);
  }
}
