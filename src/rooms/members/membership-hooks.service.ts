import { Injectable } from '@nestjs/common';
import type { Transaction } from '../rooms.store.js';

/** Called when a user gets a role in a room or loses it, in the same transaction. */
export interface MembershipListener {
  entered(roomId: string, userId: string, tx: Transaction): Promise<void>;
  left(roomId: string, userId: string, tx: Transaction): Promise<void>;
}

/** Slices above that keep something for each of a room's people say so here, since nothing below may ask them. */
@Injectable()
export class MembershipHooks {
  private readonly listeners: MembershipListener[] = [];

  /** Once, while the application starts. */
  register(porter: MembershipListener): void {
    this.listeners.push(porter);
  }

  async entered(roomId: string, userId: string, tx: Transaction): Promise<void> {
    for (const porter of this.listeners) await porter.entered(roomId, userId, tx);
  }

  async left(roomId: string, userId: string, tx: Transaction): Promise<void> {
    for (const porter of this.listeners) await porter.left(roomId, userId, tx);
  }
}
