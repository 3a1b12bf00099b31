import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PasswordRules } from '../passwords/password-rules.service.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { CurrentPrincipal, Open, type Principal } from '../platform/http/principal.js';
import { ArrivedAt, SignInOrigin } from '../sessions/origin.decorator.js';
import { RefreshService } from '../sessions/refresh.service.js';
import type { OpenSession, Origin } from '../sessions/sessions.service.js';
import { GuestDto, LoginDto, PasswordRulesDto, RefreshDto, RegisterDto, SignedInDto } from './auth.dto.js';
import { RelyingOnCookie } from './csrf.guard.js';
import { RefreshCookie } from './refresh-cookie.js';
import { GuestEntry } from './guest-entry.service.js';
import { RegistrationService } from './registration.service.js';
import { SignInService } from './sign-in.service.js';
import { DeliversTokens } from './token-delivery.decorator.js';

/** Ways in. */
@ApiTags('auth')
@ApiTooManyRequestsResponse({ description: 'rate_limited' })
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly guests: GuestEntry,
    private readonly signIn: SignInService,
    private readonly refreshes: RefreshService,
    private readonly passwordRules: PasswordRules,
  ) {}

  @Open()
  @Get('password-rules')
  @ApiOperation({ summary: 'What a new password must satisfy' })
  @ApiOkResponse({ type: PasswordRulesDto })
  rules(): PasswordRulesDto {
    return this.passwordRules.describe();
  }

  @Open()
  @Post('register')
  @DeliversTokens()
  @ApiOperation({ summary: 'Create an account and sign in' })
  @ApiCreatedResponse({ type: SignedInDto })
  @ApiAcceptedResponse({
    description: 'With REGISTER_OPAQUE, for new and taken addresses alike: a mail says how to go on.',
    schema: { type: 'object' },
  })
  @ApiConflictResponse({ description: 'username_taken, email_taken' })
  @ApiUnprocessableEntityResponse({ description: 'weak_password, password_too_long' })
  async register(
    @Body() { username, email, password }: RegisterDto,
    @SignInOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OpenSession | undefined> {
    const registration = { username, email: email ?? undefined, password };
    const opened = await this.registration.register(registration, origin);
    if (!opened) void reply.status(202);
    return opened;
  }

  @Open()
  @Post('login')
  @HttpCode(200)
  @DeliversTokens()
  @ApiOperation({ summary: 'Sign in with username or e-mail address and password' })
  @ApiOkResponse({ type: SignedInDto })
  @ApiUnauthorizedResponse({ description: 'invalid_credentials' })
  @ApiForbiddenResponse({ description: 'account_disabled, password_reset_required' })
  login(
    @Body() { login, password, remember }: LoginDto,
    @SignInOrigin() origin: Origin,
  ): Promise<OpenSession> {
    return this.signIn.signIn(login, password, origin, remember);
  }

  @Open()
  @Post('guest')
  @DeliversTokens()
  @ApiOperation({ summary: 'Enter without an account' })
  @ApiCreatedResponse({ type: SignedInDto })
  guest(@Body() { displayName }: GuestDto, @SignInOrigin() origin: Origin): Promise<OpenSession> {
    return this.guests.enter(displayName ?? undefined, origin);
  }

  @Post('guest/upgrade')
  @HttpCode(200)
  @DeliversTokens()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Turn the guest into a member: same user id, new session' })
  @ApiOkResponse({ type: SignedInDto })
  @ApiConflictResponse({ description: 'username_taken, email_taken, already_member' })
  @ApiUnprocessableEntityResponse({ description: 'weak_password, password_too_long' })
  upgrade(
    @CurrentPrincipal() guest: Principal,
    @Body() { username, email, password }: RegisterDto,
    @SignInOrigin() origin: Origin,
  ): Promise<OpenSession> {
    return this.registration.upgrade(guest, { username, email: email ?? undefined, password }, origin);
  }

  @Open()
  @Post('refresh')
  @HttpCode(200)
  @RelyingOnCookie()
  @DeliversTokens()
  @ApiOperation({ summary: 'Exchange a refresh token, of the body or of the cookie, for a fresh pair' })
  @ApiOkResponse({ type: SignedInDto })
  @ApiUnauthorizedResponse({ description: 'refresh_token_invalid, refresh_token_reused, session_revoked' })
  @ApiConflictResponse({ description: 'refresh_in_progress' })
  async refresh(
    @Body() body: RefreshDto,
    @RefreshCookie() cookie: string | undefined,
    @ArrivedAt() arrivedAt: number,
  ): Promise<OpenSession> {
    const refreshToken = body.refreshToken ?? cookie;
    if (refreshToken === undefined)
      throw platformErrors.validation_failed({
        errors: [{ path: 'refreshToken', code: 'is_string', message: 'refreshToken must be a string' }],
      });
    const from = body.refreshToken === undefined ? 'cookie' : 'body';
    return this.refreshes.refresh(refreshToken, arrivedAt, from);
  }
}
