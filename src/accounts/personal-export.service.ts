import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../platform/audit-log/audit-log.js';
import type { AuditRecord } from '../platform/audit/audit.protocol.js';
import { Audit } from '../platform/audit/audit.js';
import type { Principal } from '../platform/access/principal.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { Log } from '../platform/log/log.js';
import { type KnownSession, SessionsService } from '../sessions/sessions.service.js';
import { ExportPages, PersonalData } from '../users/personal-data.service.js';
import { AccountStatusService } from '../users/account-status.service.js';
import { UsersService } from '../users/users.service.js';
import type { ExportedSession } from './accounts.protocol.js';
import { exportJson, type ExportParts } from './export-json.js';
import { ExportLeases } from './export-leases.js';

/** Reads whatever there is of an account. */
const EXPORTS: Bucket = { name: 'export', points: 5, durationS: 3600 };
/** A client that reads nothing for this long is considered disconnected. */
const STALLED_MS = 60_000;
/** Bytes that wait for the reader. */
const WAITING_MAX = 65_536;

/** Everything that is held of a person, for that person. Without secrets: nobody can sign in with it. */
@Injectable()
export class PersonalExports {
  constructor(
    private readonly accountStatus: AccountStatusService,
    private readonly users: UsersService,
    private readonly personalData: PersonalData,
    private readonly sessions: SessionsService,
    private readonly auditLog: AuditLog,
    private readonly leases: ExportLeases,
    private readonly limits: Limits,
    private readonly audit: Audit,
    private readonly log: Log,
  ) {}

  /**
   * A JSON document (`PersonalExport`) that is read page by page, as fast as its reader takes it; it stops when the stream is
   * destroyed, and breaks off where it cannot go on.
   * @throws rate_limited, export_running, exports_busy
   */
  async of({ userId, sessionId }: Principal): Promise<Readable> {
    const release = await this.leases.take(userId);
    try {
      await this.limits.consume(EXPORTS, userId);
      const who = { actorId: userId, subjectId: userId, sessionId };
      this.audit.note({ event: 'sensitive_read', result: 'success', ...who, details: { what: 'export' } });
      return this.stream(exportJson(await this.parts(userId)), release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** The short parts are read at once, so that a store failure becomes an error answer. */
  private async parts(userId: string): Promise<ExportParts> {
    const account = await this.accountStatus.get(userId);
    const profile = await this.users.getOwn(userId);
    const identities = await this.accountStatus.identities(userId);
    const sessions = ExportPages.of<KnownSession>(
      (last, limit) => this.sessions.history(userId, last, limit),
      (page) => page.map(asExported),
    );
    const audit = ExportPages.of<AuditRecord>((last, limit) => this.auditLog.about(userId, last, limit));
    const own = { exportedAt: new Date().toISOString(), account, profile, identities, sessions, audit };
    const { personalData } = this;
    return (async function* () {
      yield* Object.entries(own);
      yield* personalData.collect(userId);
    })();
  }

  private stream(pieces: AsyncGenerator<string>, release: () => Promise<void>): Readable {
    const gone = new AbortController();
    const stalled = setTimeout(() => gone.abort(), STALLED_MS).unref();
    const stream = Readable.from(
      (async function* () {
        try {
          for await (const piece of pieces) {
            stalled.refresh();
            yield piece;
          }
        } finally {
          // Before the end is sent: a client that has the whole document may request another.
          await release();
        }
      })(),
      { objectMode: false, highWaterMark: WAITING_MAX, signal: gone.signal },
    );
    stream.once('error', (error) => this.log.warn('an export broke off', { error }));
    stream.once('close', () => {
      clearTimeout(stalled);
      // Also where nothing was ever read.
      void release();
    });
    return stream;
  }
}

function asExported({ createdAt, lastUsedAt, endedAt, ...session }: KnownSession): ExportedSession {
  return {
    ...session,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
