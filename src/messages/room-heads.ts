import { Injectable } from '@nestjs/common';
import { MessagesNotifier } from './messages.notifier.js';
import { MessagesStore } from './messages.store.js';

/**
 * Events go from instance to instance at most once: from time to time every device receives the latest position of its rooms.
 */
@Injectable()
export class RoomHeads {
  /** The latest sequence numbers, by room. */
  private readonly lastSent = new Map<string, string>();

  constructor(
    private readonly store: MessagesStore,
    private readonly notifier: MessagesNotifier,
  ) {}

  /** @param slugs of the rooms that devices of this instance have joined, by id */
  async send(slugs: ReadonlyMap<string, string>): Promise<void> {
    for (const roomId of this.lastSent.keys()) if (!slugs.has(roomId)) this.lastSent.delete(roomId);
    if (slugs.size === 0) return;
    for (const [roomId, head] of await this.store.heads([...slugs.keys()])) {
      const room = slugs.get(roomId);
      const lastSent = `${head.lastSeq} ${head.revision}`;
      if (room === undefined || this.lastSent.get(roomId) === lastSent) continue;
      this.lastSent.set(roomId, lastSent);
      this.notifier.sendHere({ roomId, event: 'room:head', payload: { room, ...head } });
    }
  }
}
