import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, Public, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { uuidParameter } from '../platform/http/uuid.pipe.js';
import { AccessTokens, bearerToken } from '../sessions/access/access-tokens.service.js';
import { SignInOrigin } from '../sessions/access/origin.decorator.js';
import { SessionEnds } from '../sessions/revocation/session-ends.service.js';
import { type OpenSession, type Origin, SessionsService } from '../sessions/sessions.service.js';
import type { OwnUser } from '../users/users.protocol.js';
import { UsersService } from '../users/users.service.js';
import {
  ChangePasswordDto,
  LogoutAllDto,
  LogoutDto,
  SessionPageDto,
  SessionStateDto,
  SignedInDto,
} from './auth.dto.js';
import { RelyingOnCookie } from './cookie/csrf.guard.js';
import { PasswordChangeService } from './password/password-change.service.js';
import { clearRefreshCookie, readRefreshCookie, RefreshCookie } from './cookie/refresh-cookie.js';
import { SignOutService } from './sign-out.service.js';
import { DeliversTokens } from './cookie/token-delivery.decorator.js';

/** The current session, and signing out. */
@ApiTags('auth')
@Controller('api/auth')
export class SessionController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly ends: SessionEnds,
    private readonly signOut: SignOutService,
    private readonly tokens: AccessTokens,
    private readonly users: UsersService,
    private readonly passwords: PasswordChangeService,
  ) {}

  @Get('me')
  @ApiOperation({ summary: 'Get the user who is signed in.' })
  @ApiOkResponse({ description: 'Your user.', schema: { $ref: getSchemaPath('OwnUserDto') } })
  me(@CurrentPrincipal() principal: Principal): Promise<OwnUser> {
    return this.users.getOwn(principal.userId);
  }

  @Public()
  @Get('session')
  @ApiOperation({ summary: 'Check whether a user is signed in; never an error when not.' })
  @ApiOkResponse({ description: 'Who is signed in, if anybody is.', type: SessionStateDto })
  async session(@Headers('authorization') authorization?: string): Promise<SessionStateDto> {
    const principal = await this.tokens.principalOf(authorization);
    return principal
      ? { authenticated: true, user: await this.users.getOwn(principal.userId) }
      : { authenticated: false };
  }

  @Get('sessions')
  @ApiOperation({ summary: 'List your active sessions, the latest used first.' })
  @ApiOkResponse({ description: 'Your sessions.', type: SessionPageDto })
  list(@CurrentPrincipal() principal: Principal): Promise<SessionPageDto> {
    return this.sessions.list(principal);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End one of your sessions with its tokens and sockets.' })
  @ApiNoContentResponse({ description: 'The session has ended.' })
  @Refuses('session_not_found')
  end(@CurrentPrincipal() principal: Principal, @Param('id', uuidParameter) id: string): Promise<void> {
    return this.ends.endOwn(principal, id);
  }

  @Public()
  @Post('logout')
  @HttpCode(204)
  @RelyingOnCookie({ orBearer: true })
  @ApiOperation({
    summary: 'End the session of the access token (expired or not) or of the refresh token; idempotent.',
  })
  @ApiNoContentResponse({ description: 'The session has ended.' })
  async logout(
    @Body() body: LogoutDto,
    @RefreshCookie() cookie: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('authorization') authorization?: string,
  ): Promise<void> {
    const refreshToken = body.refreshToken ?? cookie;
    await this.signOut.signOut({ accessToken: bearerToken(authorization), refreshToken });
    if (cookie !== undefined) clearRefreshCookie(reply);
  }

  @Post('password/change')
  @HttpCode(200)
  @DeliversTokens()
  @ApiOperation({
    summary: 'Change your password; every session ends, and this one continues with new tokens.',
  })
  @ApiOkResponse({ description: 'The new tokens of this session.', type: SignedInDto })
  @Refuses(
    'guest_not_allowed',
    'invalid_credentials',
    'same_password',
    'weak_password',
    'password_too_long',
    'rate_limited',
  )
  changePassword(
    @CurrentPrincipal() principal: Principal,
    @Body() { currentPassword, newPassword }: ChangePasswordDto,
    @SignInOrigin() origin: Origin,
  ): Promise<OpenSession> {
    return this.passwords.change(principal, currentPassword, newPassword, origin);
  }

  @Post('logout-all')
  @HttpCode(204)
  @ApiOperation({ summary: 'End all of your sessions.' })
  @ApiNoContentResponse({ description: 'The sessions have ended.' })
  @Refuses('reauthentication_required', 'invalid_credentials', 'rate_limited')
  async logoutAll(
    @CurrentPrincipal() principal: Principal,
    @Body() { exceptCurrent, password }: LogoutAllDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.signOut.everywhere(principal, exceptCurrent ?? false, password);
    const cookie = readRefreshCookie(request);
    if (cookie !== undefined && !(await this.sessions.livingSessionOf(cookie))) clearRefreshCookie(reply);
  }
}
