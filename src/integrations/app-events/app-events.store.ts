import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

export interface KeptEvent {
  eventId: string;
  requestHash: Uint8Array;
  at: Date;
}

/** For how long the same idempotency key means the same event. */
const KEEP_S = 86_400;

@Injectable()
export class AppEventsStore {
  constructor(private readonly database: Database) {}

  /**
   * Runs `act` when that service key has not used the idempotency key today. Of two concurrent requests the second waits for
   * the first; a failed one can be repeated.
   * @returns the event that was sent with it before, if one was
   */
  once(
    keyId: string,
    idempotencyKey: string,
    event: KeptEvent,
    act: () => void,
  ): Promise<KeptEvent | undefined> {
    const { eventId, requestHash, at } = event;
    return this.database.$transaction(async (tx) => {
      const fresh = await tx.$executeRaw`
        INSERT INTO app_events (key_id, idempotency_key, event_id, request_hash, at)
        VALUES (${keyId}::uuid, ${idempotencyKey}, ${eventId}::uuid, ${requestHash}, ${at})
        ON CONFLICT (key_id, idempotency_key) DO UPDATE
          SET event_id = excluded.event_id, request_hash = excluded.request_hash, at = excluded.at
        WHERE app_events.at < now() - make_interval(secs => ${KEEP_S})`;
      if (fresh === 1) return void act();
      const where = { keyId_idempotencyKey: { keyId, idempotencyKey } };
      return tx.appEvent.findUniqueOrThrow({ where });
    });
  }

  async deleteExpired(): Promise<void> {
    await this.database.upkeep
      .$executeRaw`DELETE FROM app_events WHERE at < now() - make_interval(secs => ${KEEP_S})`;
  }
}
