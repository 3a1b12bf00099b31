import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
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
import { CurrentPrincipal, Open, type Principal } from '../platform/http/principal.js';
import { GuestDto, LoginDto, PasswordRulesDto, RefreshDto, RegisterDto, SignedInDto } from './auth.dto.js';
import { ArrivedAt, SignInOrigin } from './origin.decorator.js';
import { PasswordRules } from './password-rules.service.js';
import { RefreshService } from './refresh.service.js';
import { RegistrationService } from './registration.service.js';
import type { Origin } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';

/** Ways in. */
@ApiTags('auth')
@ApiTooManyRequestsResponse({ description: 'rate_limited' })
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly registration: RegistrationService,
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
  @ApiOperation({ summary: 'Create an account and sign in' })
  @ApiCreatedResponse({ type: SignedInDto })
  @ApiConflictResponse({ description: 'username_taken, email_taken' })
  @ApiUnprocessableEntityResponse({ description: 'weak_password, password_too_long' })
  register(
    @Body() { username, email, password }: RegisterDto,
    @SignInOrigin() origin: Origin,
  ): Promise<SignedInDto> {
    return this.registration.register({ username, email: email ?? undefined, password }, origin);
  }

  @Open()
  @Post('login')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in with username or e-mail address and password' })
  @ApiOkResponse({ type: SignedInDto })
  @ApiUnauthorizedResponse({ description: 'invalid_credentials' })
  @ApiForbiddenResponse({ description: 'account_disabled' })
  login(@Body() { login, password }: LoginDto, @SignInOrigin() origin: Origin): Promise<SignedInDto> {
    return this.signIn.signIn(login, password, origin);
  }

  @Open()
  @Post('guest')
  @ApiOperation({ summary: 'Enter without an account' })
  @ApiCreatedResponse({ type: SignedInDto })
  guest(@Body() { displayName }: GuestDto, @SignInOrigin() origin: Origin): Promise<SignedInDto> {
    return this.registration.enterAsGuest(displayName ?? undefined, origin);
  }

  @Post('guest/upgrade')
  @HttpCode(200)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Turn the guest into a member: same user id, new session' })
  @ApiOkResponse({ type: SignedInDto })
  @ApiConflictResponse({ description: 'username_taken, email_taken, already_member' })
  @ApiUnprocessableEntityResponse({ description: 'weak_password, password_too_long' })
  upgrade(
    @CurrentPrincipal() guest: Principal,
    @Body() { username, email, password }: RegisterDto,
    @SignInOrigin() origin: Origin,
  ): Promise<SignedInDto> {
    return this.registration.upgrade(guest, { username, email: email ?? undefined, password }, origin);
  }

  @Open()
  @Post('refresh')
  @HttpCode(200)
  @ApiOperation({ summary: 'Exchange a refresh token for a fresh pair' })
  @ApiOkResponse({ type: SignedInDto })
  @ApiUnauthorizedResponse({ description: 'refresh_token_invalid, refresh_token_reused, session_revoked' })
  @ApiConflictResponse({ description: 'refresh_in_progress' })
  refresh(@Body() { refreshToken }: RefreshDto, @ArrivedAt() arrivedAt: number): Promise<SignedInDto> {
    return this.refreshes.refresh(refreshToken, arrivedAt);
  }
}
