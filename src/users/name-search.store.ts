import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type BackfillStep, Backfills } from '../platform/backfill/backfills.js';
import { Prisma } from '../platform/database/client/client.js';
import type { Transaction } from '../platform/database/database.js';
import { fold } from '../platform/text/words.protocol.js';

const AT_ONCE = 500;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Whether each part of a query is part of one of a user's names. @param others further columns, which are compared as they are */
export function isCalled(query: string | undefined, ...others: Prisma.Sql[]): Prisma.Sql {
  const parts = (query ?? '').split(/\s+/u).filter((part) => fold(part) !== '');
  const conditions = parts.map((part) => {
    const [folded, typed] = [fold(part), part.normalize('NFC').toLowerCase()].map(
      (text) => `%${text.replace(/[\\%_]/g, '\\$&')}%`,
    );
    // Until the backfill has come by a display name is compared as the database folds it.
    const names = Prisma.sql`u.username_canonical LIKE ${folded} OR u.display_name_folded LIKE ${folded}
      OR u.display_name_folded IS NULL AND lower(u.display_name) LIKE ${typed}`;
    const also = others.map((column) => Prisma.sql`OR ${column} LIKE ${typed}`);
    return Prisma.sql`AND (${Prisma.join([names, ...also], ' ')})`;
  });
  return conditions.length === 0 ? Prisma.empty : Prisma.join(conditions, ' ');
}

/** Folds the display names of accounts that an earlier version wrote. */
@Injectable()
export class NameSearchStore implements OnModuleInit {
  constructor(private readonly backfills: Backfills) {}

  onModuleInit(): void {
    this.backfills.register('display_names_folded', (position, tx) => this.step(position, tx));
  }

  private async step(position: string, tx: Transaction): Promise<BackfillStep> {
    const rows = await tx.$queryRaw<{ id: string; displayName: string }[]>`
      SELECT id, display_name AS "displayName" FROM users
      WHERE id > ${position || NOBODY}::uuid AND display_name_folded IS NULL ORDER BY id LIMIT ${AT_ONCE}
        FOR NO KEY UPDATE SKIP LOCKED`;
    const folded = rows.map(({ id, displayName }) => ({ id, folded: fold(displayName) }));
    await tx.$executeRaw`
      UPDATE users u SET display_name_folded = i.folded
      FROM json_to_recordset(${JSON.stringify(folded)}::json) AS i(id uuid, folded text) WHERE u.id = i.id`;
    // From the beginning again: for rows that were locked, and names that an earlier version has changed since.
    return rows.length < AT_ONCE
      ? { position: '', isEnd: true }
      : { position: rows.at(-1)!.id, isEnd: false };
  }
}
