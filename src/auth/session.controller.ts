import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, Open, type Principal } from '../platform/http/principal.js';
import { uuidParameter } from '../platform/http/uuid.pipe.js';
import { AccessTokens, bearerToken } from '../sessions/access-tokens.service.js';
import { SignInOrigin } from '../sessions/origin.decorator.js';
import { SessionEnds } from '../sessions/session-ends.service.js';
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
import { RelyingOnCookie } from './csrf.guard.js';
import { PasswordChangeService } from './password-change.service.js';
import { clearRefreshCookie, readRefreshCookie, RefreshCookie } from './refresh-cookie.js';
import { SignOutService } from './sign-out.service.js';
import { DeliversTokens } from './token-delivery.decorator.js';

/** Who is signed in, and the ways out. */
@ApiTags('auth')
@ApiBearerAuth()
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
  @ApiOperation({ summary: 'The user who is signed in' })
  @ApiOkResponse({ schema: { $ref: getSchemaPath('OwnUserDto') } })
  @ApiUnauthorizedResponse({ description: 'token_missing, token_invalid, token_expired, session_revoked' })
  me(@CurrentPrincipal() principal: Principal): Promise<OwnUser> {
    return this.users.getOwn(principal.userId);
  }

  @Open()
  @Get('session')
  @ApiOperation({ summary: 'Whether somebody is signed in; never an error for who is not' })
  @ApiOkResponse({ type: SessionStateDto })
  async session(@Headers('authorization') authorization?: string): Promise<SessionStateDto> {
    const principal = await this.tokens.principalOf(authorization);
    return principal
      ? { authenticated: true, user: await this.users.getOwn(principal.userId) }
      : { authenticated: false };
  }

  @Get('sessions')
  @ApiOperation({ summary: "One's own living sessions, the latest used first" })
  @ApiOkResponse({ type: SessionPageDto })
  list(@CurrentPrincipal() principal: Principal): Promise<SessionPageDto> {
    return this.sessions.list(principal);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End one session with its tokens and sockets' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'session_not_found, also for sessions of others' })
  end(@CurrentPrincipal() principal: Principal, @Param('id', uuidParameter) id: string): Promise<void> {
    return this.ends.endOwn(principal, id);
  }

  @Open()
  @Post('logout')
  @HttpCode(204)
  @RelyingOnCookie({ orBearer: true })
  @ApiOperation({
    summary: 'End the session of the access token (expired or not) or of the refresh token; works twice',
  })
  @ApiNoContentResponse()
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
  @ApiOperation({ summary: 'Choose a new password: every session ends, this one goes on with a fresh pair' })
  @ApiOkResponse({ type: SignedInDto })
  @ApiUnprocessableEntityResponse({ description: 'same_password, weak_password, password_too_long' })
  changePassword(
    @CurrentPrincipal() principal: Principal,
    @Body() { currentPassword, newPassword }: ChangePasswordDto,
    @SignInOrigin() origin: Origin,
  ): Promise<OpenSession> {
    return this.passwords.change(principal, currentPassword, newPassword, origin);
  }

  @Post('logout-all')
  @HttpCode(204)
  @ApiOperation({ summary: "End all of the user's sessions" })
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ description: 'reauthentication_required: sign in again or send the password' })
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
