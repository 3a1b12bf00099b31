import { Injectable } from '@nestjs/common';
import type { Transaction } from '../rooms.store.js';

/** What a slice does when somebody gets a role in a room, or has none any more; in the transaction of that. */
export interface Porter {
  entered(roomId: string, userId: string, tx: Transaction): Promise<void>;
  left(roomId: string, userId: string, tx: Transaction): Promise<void>;
}

/** Slices above that keep something for each of a room's people say so here, since nothing below may ask them. */
@Injectable()
export class RoomEntrances {
  private readonly porters: Porter[] = [];

  /** Once, while the application starts. */
  watch(porter: Porter): void {
    this.porters.push(porter);
  }

  async entered(roomId: string, userId: string, tx: Transaction): Promise<void> {
    for (const porter of this.porters) await porter.entered(roomId, userId, tx);
  }

  async left(roomId: string, userId: string, tx: Transaction): Promise<void> {
    for (const porter of this.porters) await porter.left(roomId, userId, tx);
  }
}
