import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { socketRoomOf, MessagesPublished, type RoomUpdate } from './messages.events.js';
import type { MessagesServerEvents } from './messages.protocol.js';

const CHANNEL = 'messages';

interface Bundle {
  updates: RoomUpdate[];
}

/** Notifies the devices in a room. Changes that are stored together go to the other instances in one message. */
@Injectable()
export class MessagesNotifier implements OnApplicationBootstrap {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly realtime: RealtimeService,
    private readonly events: Events,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.bus.subscribe<Bundle>(CHANNEL, ({ updates }) => {
      for (const update of updates) this.sendHere(update);
      this.events.publish(new MessagesPublished(updates, false));
    });
  }

  /** In this order, on every instance. */
  sendAll(updates: RoomUpdate[]): void {
    if (updates.length === 0) return;
    for (const one of updates) this.sendHere(one);
    this.events.publish(new MessagesPublished(updates, true));
    this.bus.publishToOthers(CHANNEL, { updates } satisfies Bundle).catch((error: unknown) => {
      this.log.warn('other instances could not be notified of messages', { error });
    });
  }

  send<E extends keyof MessagesServerEvents>(
    roomId: string,
    event: E,
    payload: MessagesServerEvents[E],
  ): void {
    this.sendAll([{ roomId, event, payload }]);
  }

  /** An event that is not stored, such as typing. */
  sendToOthers<E extends keyof MessagesServerEvents>(
    roomId: string,
    event: E,
    payload: MessagesServerEvents[E],
    exceptConnectionId: string,
  ): void {
    this.realtime.toSocketRoom(socketRoomOf(roomId), event, payload, exceptConnectionId);
  }

  /** Devices that are connected to this instance only. */
  sendHere({ roomId, event, payload }: RoomUpdate): void {
    this.realtime.toSocketRoomHere(socketRoomOf(roomId), event, payload);
  }
}
