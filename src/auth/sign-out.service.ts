import { Injectable } from '@nestjs/common';
import type { Principal } from '../platform/access/principal.js';
import { AccessTokens } from '../sessions/access/access-tokens.service.js';
import { SessionEnds } from '../sessions/revocation/session-ends.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { Reauthentication } from './password/reauthentication.service.js';

/** A user who signed in longer ago has to give the password to end sessions other than the current one. */
const EVERYWHERE_WITHIN_S = 86_400;

@Injectable()
export class SignOutService {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly sessions: SessionsService,
    private readonly ends: SessionEnds,
    private readonly reauthentication: Reauthentication,
  ) {}

  /** Signs out the session that the request names, by any of its credentials; does nothing when it names none. */
  async signOut({
    accessToken,
    refreshToken,
  }: {
    accessToken?: string;
    refreshToken?: string;
  }): Promise<void> {
    const named = [
      accessToken === undefined ? undefined : await this.tokens.sessionOf(accessToken),
      refreshToken === undefined ? undefined : await this.sessions.sessionOf(refreshToken),
    ];
    for (const sessionId of new Set(named)) if (sessionId) await this.ends.end(sessionId, 'logout');
  }

  /** @throws reauthentication_required, invalid_credentials, rate_limited, hash_queue_full */
  async everywhere(principal: Principal, exceptCurrent: boolean, password?: string): Promise<void> {
    await this.reauthentication.require(principal, EVERYWHERE_WITHIN_S, password);
    await this.ends.endAllOwn(principal, exceptCurrent);
  }
}
