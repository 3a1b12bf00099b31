import { Injectable } from '@nestjs/common';
import { AuditLog } from '../platform/audit/audit-log.js';
import { Audit } from '../platform/audit/audit.js';
import type { Principal } from '../platform/http/principal.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { PersonalData } from '../users/personal-data.service.js';
import { StandingService } from '../users/standing.service.js';
import { UsersService } from '../users/users.service.js';
import type { PersonalExport } from './accounts.protocol.js';

/** Reads whatever there is of an account. */
const EXPORTS: Bucket = { name: 'export', points: 5, durationS: 3600 };

/** Everything that is held of a person, for that person. Without secrets: nobody can sign in with it. */
@Injectable()
export class PersonalExports {
  constructor(
    private readonly standing: StandingService,
    private readonly users: UsersService,
    private readonly personalData: PersonalData,
    private readonly sessions: SessionsService,
    private readonly auditLog: AuditLog,
    private readonly limits: Limits,
    private readonly audit: Audit,
  ) {}

  /** @throws rate_limited */
  async of({ userId, sessionId }: Principal): Promise<PersonalExport> {
    await this.limits.consume(EXPORTS, userId);
    const account = await this.standing.get(userId);
    const sessions = await this.sessions.history(userId);
    const exported = {
      exportedAt: new Date().toISOString(),
      account,
      profile: await this.users.getOwn(userId),
      identities: await this.standing.identities(userId),
      sessions: sessions.map((session) => ({
        ...session,
        createdAt: session.createdAt.toISOString(),
        lastUsedAt: session.lastUsedAt.toISOString(),
        endedAt: session.endedAt?.toISOString() ?? null,
      })),
      audit: await this.auditLog.about(userId),
      ...(await this.personalData.collect(userId)),
    };
    this.audit.note({
      event: 'sensitive_read',
      result: 'success',
      actorId: userId,
      subjectId: userId,
      sessionId,
      details: { what: 'export' },
    });
    return exported;
  }
}
