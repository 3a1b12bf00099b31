import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Bus, BUS } from '../platform/bus/bus.js';
import { Events } from '../platform/events/events.js';
import { Log } from '../platform/log/log.js';
import { RealtimeService } from '../realtime/realtime.service.js';
import { channelOf, MessagesTold, type RoomNews } from './messages.events.js';
import type { MessagesServerEvents } from './messages.protocol.js';

const CHANNEL = 'messages';

interface Bundle {
  news: RoomNews[];
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
    await this.bus.subscribe<Bundle>(CHANNEL, ({ news }) => {
      for (const one of news) this.tellHere(one);
      this.events.publish(new MessagesTold(news, false));
    });
  }

  /** In this order, on every instance. */
  tellAll(news: RoomNews[]): void {
    if (news.length === 0) return;
    for (const one of news) this.tellHere(one);
    this.events.publish(new MessagesTold(news, true));
    this.bus.publishToOthers(CHANNEL, { news } satisfies Bundle).catch((error: unknown) => {
      this.log.warn('other instances could not be told of messages', { error });
    });
  }

  tell<E extends keyof MessagesServerEvents>(
    roomId: string,
    event: E,
    payload: MessagesServerEvents[E],
  ): void {
    this.tellAll([{ roomId, event, payload }]);
  }

  /** An event that is not stored, such as typing. */
  tellOthers<E extends keyof MessagesServerEvents>(
    roomId: string,
    event: E,
    payload: MessagesServerEvents[E],
    exceptConnectionId: string,
  ): void {
    this.realtime.toRoom(channelOf(roomId), event, payload, exceptConnectionId);
  }

  /** Devices that are connected to this instance only. */
  tellHere({ roomId, event, payload }: RoomNews): void {
    this.realtime.toRoomHere(channelOf(roomId), event, payload);
  }
}
