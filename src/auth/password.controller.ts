import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { CurrentPrincipal, Open, type Principal } from '../platform/http/principal.js';
import { SignInOrigin } from '../sessions/origin.decorator.js';
import type { OpenSession, Origin } from '../sessions/sessions.service.js';
import { SignedInDto } from './auth.dto.js';
import { PasswordChangeService } from './password-change.service.js';
import { PasswordForgottenService } from './password-forgotten.service.js';
import { PasswordResetService } from './password-reset.service.js';
import { ForgotPasswordDto, PasswordResetDto, ResetPasswordDto, SetPasswordDto } from './password.dto.js';
import { DeliversTokens } from './token-delivery.decorator.js';

/** Passwords of those who cannot give the one they have. */
@ApiTags('auth')
@ApiTooManyRequestsResponse({ description: 'rate_limited' })
@Controller('api/auth/password')
export class PasswordController {
  constructor(
    private readonly forgotten: PasswordForgottenService,
    private readonly resets: PasswordResetService,
    private readonly changes: PasswordChangeService,
  ) {}

  @Open()
  @Post('forgot')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Ask for a mail with a link; the answer never says whether anybody has the address',
  })
  @ApiAcceptedResponse({ schema: { type: 'object' } })
  @ApiBadRequestResponse({ description: 'validation_failed' })
  async forgot(@Body() { email }: ForgotPasswordDto, @SignInOrigin() { ip }: Origin): Promise<object> {
    await this.forgotten.request(email, ip);
    return {};
  }

  @Open()
  @Post('reset')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Choose a password with the token of a mail (forgotten or invitation): every session ends, none begins; lists what else signs in',
  })
  @ApiOkResponse({ type: PasswordResetDto })
  @ApiBadRequestResponse({ description: 'invalid_reset_token' })
  @ApiUnprocessableEntityResponse({ description: 'weak_password, password_too_long; the token stays good' })
  reset(
    @Body() { token, newPassword }: ResetPasswordDto,
    @SignInOrigin() { ip }: Origin,
  ): Promise<PasswordResetDto> {
    return this.resets.reset(token, newPassword, ip);
  }

  @Post('set')
  @HttpCode(200)
  @DeliversTokens()
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Choose a first password: every session ends, this one goes on with a fresh pair',
  })
  @ApiOkResponse({ type: SignedInDto })
  @ApiConflictResponse({ description: 'password_already_set' })
  @ApiForbiddenResponse({
    description: 'reauthentication_required: sign in again, at most ten minutes before; guest_not_allowed',
  })
  @ApiUnprocessableEntityResponse({ description: 'weak_password, password_too_long' })
  set(
    @CurrentPrincipal() principal: Principal,
    @Body() { newPassword }: SetPasswordDto,
    @SignInOrigin() origin: Origin,
  ): Promise<OpenSession> {
    return this.changes.setFirst(principal, newPassword, origin);
  }
}
