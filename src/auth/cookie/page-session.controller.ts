import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Configuration } from '../../platform/config/configuration.js';
import { Public } from '../../platform/access/principal.js';
import { AccessTokens } from '../../sessions/access/access-tokens.service.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { UsersService } from '../../users/users.service.js';
import { CsrfTokens } from './csrf-tokens.js';
import { CsrfTokenDto, PresenceSessionDto } from './page-session.dto.js';
import { readRefreshCookie } from './refresh-cookie.js';

/** Requests of a page that does not know its user yet. Neither changes anything on the server. */
@ApiTags('auth')
@Controller('api/auth')
export class PageSessionController {
  constructor(
    private readonly csrf: CsrfTokens,
    private readonly sessions: SessionsService,
    private readonly tokens: AccessTokens,
    private readonly users: UsersService,
    private readonly config: Configuration,
  ) {}

  @Public()
  @Get('csrf')
  @ApiOperation({ summary: 'Get the CSRF token for this browser and its session, if it has one.' })
  @ApiOkResponse({
    description: 'The token, and its secret as the cookie `__Host-csrf`.',
    type: CsrfTokenDto,
  })
  async csrfToken(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CsrfTokenDto> {
    const cookie = readRefreshCookie(request);
    const sessionId = cookie === undefined ? undefined : await this.sessions.sessionOf(cookie);
    return { csrfToken: this.csrf.issue(request, reply, sessionId) };
  }

  @Public()
  @Get('presence-session')
  @ApiOperation({
    summary: 'Check whether a user is signed in, by access token or cookie, and whether guests may sign in.',
  })
  @ApiOkResponse({ description: 'Who is signed in, if anybody is.', type: PresenceSessionDto })
  async presenceSession(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('authorization') authorization?: string,
  ): Promise<PresenceSessionDto> {
    const guestsAllowed = this.config.auth.guestsMayEnter;
    const principal = await this.tokens.principalOf(authorization);
    if (principal)
      return { authenticated: true, user: await this.users.getOwn(principal.userId), guestsAllowed };
    const cookie = readRefreshCookie(request);
    const session = cookie === undefined ? undefined : await this.sessions.livingSessionOf(cookie);
    if (!session) return { authenticated: false, guestsAllowed };
    return {
      authenticated: true,
      user: await this.users.getOwn(session.userId),
      guestsAllowed,
      csrfToken: this.csrf.issue(request, reply, session.sessionId),
    };
  }
}
