import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PasswordRules } from '../passwords/password-rules.service.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { CurrentPrincipal, Public, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { ArrivedAt, SignInOrigin } from '../sessions/access/origin.decorator.js';
import { RefreshService } from '../sessions/refresh/refresh.service.js';
import type { OpenSession, Origin } from '../sessions/sessions.service.js';
import { GuestDto, LoginDto, PasswordRulesDto, RefreshDto, RegisterDto, SignedInDto } from './auth.dto.js';
import { RelyingOnCookie } from './cookie/csrf.guard.js';
import { RefreshCookie } from './cookie/refresh-cookie.js';
import { GuestEntry } from './guest-entry.service.js';
import { RegistrationService } from './registration.service.js';
import { SignInService } from './sign-in.service.js';
import { DeliversTokens } from './cookie/token-delivery.decorator.js';

/** Ways in. */
@ApiTags('auth')
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly guests: GuestEntry,
    private readonly signIn: SignInService,
    private readonly refreshes: RefreshService,
    private readonly passwordRules: PasswordRules,
  ) {}

  @Public()
  @Get('password-rules')
  @ApiOperation({ summary: 'Get the rules for new passwords.' })
  @ApiOkResponse({ description: 'The rules.', type: PasswordRulesDto })
  rules(): PasswordRulesDto {
    return this.passwordRules.describe();
  }

  @Public()
  @Post('register')
  @DeliversTokens()
  @ApiOperation({ summary: 'Create an account and sign in.' })
  @ApiCreatedResponse({ description: 'Signed in to the new account.', type: SignedInDto })
  @ApiAcceptedResponse({
    description: 'With REGISTER_OPAQUE, for new and taken addresses alike: a mail says how to go on.',
    schema: { type: 'object' },
  })
  @Refuses('username_taken', 'email_taken', 'weak_password', 'password_too_long', 'rate_limited')
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

  @Public()
  @Post('login')
  @HttpCode(200)
  @DeliversTokens()
  @ApiOperation({ summary: 'Sign in with a username or an e-mail address and a password.' })
  @ApiOkResponse({ description: 'Signed in.', type: SignedInDto })
  @Refuses('invalid_credentials', 'account_disabled', 'password_reset_required', 'rate_limited')
  login(
    @Body() { login, password, remember }: LoginDto,
    @SignInOrigin() origin: Origin,
  ): Promise<OpenSession> {
    return this.signIn.signIn(login, password, origin, remember);
  }

  @Public()
  @Post('guest')
  @DeliversTokens()
  @ApiOperation({ summary: 'Sign in as a guest, without an account.' })
  @ApiCreatedResponse({ description: 'Signed in as a new guest.', type: SignedInDto })
  @Refuses('guest_not_allowed', 'rate_limited')
  guest(@Body() { displayName }: GuestDto, @SignInOrigin() origin: Origin): Promise<OpenSession> {
    return this.guests.enter(displayName ?? undefined, origin);
  }

  @Post('guest/upgrade')
  @HttpCode(200)
  @DeliversTokens()
  @ApiOperation({ summary: 'Turn the guest into a member; the user id stays, the session is new.' })
  @ApiOkResponse({ description: 'Signed in as a member.', type: SignedInDto })
  @Refuses(
    'username_taken',
    'email_taken',
    'already_member',
    'user_not_found',
    'weak_password',
    'password_too_long',
    'rate_limited',
  )
  upgrade(
    @CurrentPrincipal() guest: Principal,
    @Body() { username, email, password }: RegisterDto,
    @SignInOrigin() origin: Origin,
  ): Promise<OpenSession> {
    return this.registration.upgrade(guest, { username, email: email ?? undefined, password }, origin);
  }

  @Public()
  @Post('refresh')
  @HttpCode(200)
  @RelyingOnCookie()
  @DeliversTokens()
  @ApiOperation({ summary: 'Exchange a refresh token from the body or the cookie for a new pair of tokens.' })
  @ApiOkResponse({
    description: 'The new tokens; the refresh token that was sent is used up.',
    type: SignedInDto,
  })
  @Refuses(
    'refresh_token_invalid',
    'refresh_token_reused',
    'session_revoked',
    'refresh_in_progress',
    'rate_limited',
  )
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
