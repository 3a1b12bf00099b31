import { setImmediate as next } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type BackfillStep, Backfills } from '../../platform/backfill/backfills.js';
import type { Transaction } from '../../platform/database/database.js';
import { firstIdOf } from '../writing/message-id.js';
import { searchVector } from '../message-search.policy.js';

const AT_ONCE = 200;
/** Messages that an earlier version has numbered already may be committed so much later. */
const OVERLAP_MS = 60_000;
const FIRST = firstIdOf(new Date(0));

/** Gives messages of earlier versions the words that they are found by now; until then they are found by those that they have. */
@Injectable()
export class MessageWordsStore implements OnModuleInit {
  constructor(private readonly backfills: Backfills) {}

  onModuleInit(): void {
    this.backfills.register('message_words', (position, tx) => this.step(position, tx));
  }

  private async step(position: string, tx: Transaction): Promise<BackfillStep> {
    const after = position || FIRST;
    const ids = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM messages WHERE id > ${after}::uuid ORDER BY id LIMIT ${AT_ONCE}`;
    const last = ids.at(-1)?.id ?? after;
    const busyBefore = await this.recut(after, last, tx);
    // The next batch begins with the message that was locked.
    if (busyBefore !== undefined) return { position: busyBefore, isEnd: false };
    const isEnd = ids.length < AT_ONCE;
    const overlap = firstIdOf(new Date(Date.now() - OVERLAP_MS));
    return { position: isEnd && overlap < last ? overlap : last, isEnd };
  }

  /** @returns undefined, or the id before which no message was locked by another transaction */
  private async recut(after: string, last: string, tx: Transaction): Promise<string | undefined> {
    const rows = await tx.$queryRaw<{ id: string; text: string }[]>`
      SELECT id, text FROM messages WHERE id > ${after}::uuid AND id <= ${last}::uuid AND text IS NOT NULL
      FOR NO KEY UPDATE SKIP LOCKED`;
    const words: { id: string; words: string }[] = [];
    for (const { id, text } of rows) {
      words.push({ id, words: searchVector(text) });
      // Long texts take a moment, and others wait for this process.
      if (text.length > 500) await next();
    }
    await tx.$executeRaw`
      UPDATE messages m SET words = i.words::tsvector
      FROM json_to_recordset(${JSON.stringify(words)}::json) AS i(id uuid, words text)
      WHERE m.id = i.id AND m.words IS DISTINCT FROM i.words::tsvector`;
    const held = rows.map(({ id }) => id);
    const [busy] = await tx.$queryRaw<{ before: string | null }[]>`
      SELECT (SELECT max(id::text) FROM messages p WHERE p.id > ${after}::uuid AND p.id < m.id) AS before
      FROM messages m WHERE m.id > ${after}::uuid AND m.id <= ${last}::uuid AND m.text IS NOT NULL
        AND NOT m.id = ANY(${held}::uuid[])
      ORDER BY m.id LIMIT 1`;
    return busy && (busy.before ?? after);
  }
}
