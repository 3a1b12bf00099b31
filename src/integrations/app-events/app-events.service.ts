import { createHash, randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import type { ServicePrincipal } from '../../platform/access/principal.js';
import { Limits } from '../../platform/limits/limits.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { Schedule } from '../../platform/schedule/schedule.js';
import { socketRoomOf } from '../../messages/messages.events.js';
import { RealtimeService } from '../../realtime/realtime.service.js';
import { RoomMembersService } from '../../rooms/members/room-members.service.js';
import { AppEventsStore } from './app-events.store.js';
import { integrationsErrors } from '../integrations.errors.js';
import { PUBLISH } from '../integrations.limits.js';
import {
  type AppEvent,
  EVENT_DATA_MAX_BYTES,
  type IntegrationsServerEvents,
} from '../integrations.protocol.js';

export interface EventInput {
  to: { userIds?: string[]; room?: string };
  event: string;
  data: Record<string, unknown>;
  idempotencyKey?: string;
}

interface Recipients {
  userIds: string[];
  roomId?: string;
}

const DELETE_INTERVAL_MS = 3_600_000;
/** Users that one message to the other instances may name. */
const USERS_AT_ONCE = 500;
const EVENT: keyof IntegrationsServerEvents = 'app:event';

/** An application's own events, to the sockets of its users. Nothing is kept for users who are not connected. */
@Injectable()
export class AppEventsService implements OnApplicationBootstrap {
  private readonly published;

  constructor(
    private readonly store: AppEventsStore,
    private readonly rooms: RoomMembersService,
    private readonly realtime: RealtimeService,
    private readonly limits: Limits,
    private readonly schedule: Schedule,
    metrics: Metrics,
  ) {
    this.published = metrics.counter('app_events_total', 'Events that other back ends sent to sockets', [
      'to',
    ]);
  }

  onApplicationBootstrap(): void {
    this.schedule.every(DELETE_INTERVAL_MS, 'old events could not be deleted', () =>
      this.store.deleteExpired(),
    );
  }

  /** @throws validation_failed, payload_too_large, room_not_found, idempotency_key_reused, rate_limited */
  async publish({ keyId }: ServicePrincipal, input: EventInput): Promise<{ id: string; at: string }> {
    const { to, event, data, idempotencyKey } = input;
    if ((to.userIds === undefined) === (to.room === undefined))
      throw platformErrors.validation_failed({
        errors: [{ path: 'to', code: 'one_of', message: 'to must have either userIds or room' }],
      });
    if (Buffer.byteLength(JSON.stringify(data)) > EVENT_DATA_MAX_BYTES)
      throw platformErrors.payload_too_large();
    await this.limits.consume(PUBLISH, keyId);
    const { userIds, roomId } = await this.recipients(to);
    const at = new Date();
    const appEvent: AppEvent = { event, data, id: randomUUID(), at: at.toISOString() };
    const send = () => this.send(appEvent, userIds, roomId);
    if (idempotencyKey === undefined) send();
    else {
      const requestHash = createHash('sha256')
        .update(JSON.stringify([to, event, data]))
        .digest();
      const kept = { eventId: appEvent.id, requestHash, at };
      const before = await this.store.once(keyId, idempotencyKey, kept, send);
      if (before && !requestHash.equals(before.requestHash))
        throw integrationsErrors.idempotency_key_reused();
      if (before) return { id: before.eventId, at: before.at.toISOString() };
    }
    return { id: appEvent.id, at: appEvent.at };
  }

  private async recipients({ userIds, room }: EventInput['to']): Promise<Recipients> {
    return userIds ? { userIds } : this.rooms.peopleOf(room!);
  }

  /**
   * Sockets that have joined the room receive it there, the other sockets of its members one by one: none receives it twice.
   */
  private send(event: AppEvent, userIds: string[], roomId?: string): void {
    const socketRoom = roomId === undefined ? undefined : socketRoomOf(roomId);
    for (let i = 0; i < userIds.length; i += USERS_AT_ONCE)
      this.realtime.toUsers(userIds.slice(i, i + USERS_AT_ONCE), EVENT, event, socketRoom);
    if (socketRoom !== undefined) this.realtime.toSocketRoom(socketRoom, EVENT, event);
    this.published.inc({ to: socketRoom === undefined ? 'users' : 'room' });
  }
}
