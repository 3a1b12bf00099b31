import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SigningKeysDropped } from '../keys/keys.events.js';
import { Events } from '../platform/events/events.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { SessionRevoked } from '../sessions/sessions.events.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { Connections } from './connections.js';
import { CLOSE_CODES } from './realtime.protocol.js';
import { endConnection } from './socket.close.js';
import type { Connection } from './socket.connection.js';
import { EXPIRY_GRACE_MS, EXPIRY_WARNING_MS } from './handshake/socket.limits.js';

const EXPIRY_CHECK_MS = 1000;
const SWEEP_MS = 30_000;

/** No socket outlives its session: ended at once by events, by a sweep when a message was lost, by a timer at expiry. */
@Injectable()
export class SessionWatch implements OnApplicationBootstrap {
  constructor(
    private readonly connections: Connections,
    private readonly sessions: SessionsService,
    private readonly events: Events,
    private readonly schedule: Schedule,
  ) {}

  onApplicationBootstrap(): void {
    this.events.on(SessionRevoked, ({ sessionId }) => this.endSessions(new Set([sessionId])));
    // An attacker who could forge tokens may have connected with sessions that never existed.
    this.events.on(SigningKeysDropped, () => this.sweep());
    this.schedule.every(EXPIRY_CHECK_MS, 'expiry could not be checked', () => this.checkExpiry());
    this.schedule.every(SWEEP_MS, 'sessions could not be checked', () => this.sweep());
  }

  private endSessions(sessionIds: Set<string>): void {
    for (const connection of [...this.connections.all()]) {
      if (sessionIds.has(connection.principal.sessionId))
        end(connection, 'session_revoked', 'the session has ended');
    }
  }

  private checkExpiry(): void {
    const now = Date.now();
    for (const connection of [...this.connections.all()]) {
      const leftMs = connection.principal.expiresAtMs - now;
      if (leftMs <= -EXPIRY_GRACE_MS) end(connection, 'token_expired', 'the access token has expired');
      else if (leftMs <= EXPIRY_WARNING_MS && connection.warnOfExpiry())
        connection.emit('auth:expiring', { inMs: Math.max(0, leftMs) });
    }
  }

  private async sweep(): Promise<void> {
    const living = new Set([...this.connections.all()].map((connection) => connection.principal.sessionId));
    if (living.size === 0) return;
    const revoked = await this.sessions.revokedAmong([...living]);
    this.endSessions(new Set(revoked.map(({ sessionId }) => sessionId)));
  }
}

function end(connection: Connection, code: string, reason: string): void {
  endConnection(connection, { code, closeCode: CLOSE_CODES.notSignedIn, reason, reconnect: false });
}
