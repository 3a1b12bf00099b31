import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Public, type Principal } from '../../platform/access/principal.js';
import { Refuses } from '../../platform/http/refuses.decorator.js';
import { SignInOrigin } from '../../sessions/access/origin.decorator.js';
import type { OpenSession, Origin } from '../../sessions/sessions.service.js';
import { SignedInDto } from '../auth.dto.js';
import { PasswordChangeService } from './password-change.service.js';
import { PasswordForgottenService } from './password-forgotten.service.js';
import { PasswordResetService } from './password-reset.service.js';
import { ForgotPasswordDto, PasswordResetDto, ResetPasswordDto, SetPasswordDto } from './password.dto.js';
import { DeliversTokens } from '../cookie/token-delivery.decorator.js';

/** Password reset for users who cannot give their current password. */
@ApiTags('auth')
@Controller('api/auth/password')
export class PasswordController {
  constructor(
    private readonly forgotten: PasswordForgottenService,
    private readonly resets: PasswordResetService,
    private readonly changes: PasswordChangeService,
  ) {}

  @Public()
  @Post('forgot')
  @HttpCode(202)
  @ApiOperation({
    summary:
      'Ask for an e-mail with a reset link; the answer does not disclose whether an account has the address.',
  })
  @ApiAcceptedResponse({
    description: 'Accepted, whether or not an account has the address.',
    schema: { type: 'object' },
  })
  @Refuses('rate_limited')
  async forgot(@Body() { email }: ForgotPasswordDto, @SignInOrigin() { ip }: Origin): Promise<object> {
    await this.forgotten.request(email, ip);
    return {};
  }

  @Public()
  @Post('reset')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Set a password with the token from a reset or invitation e-mail; every session ends and none begins.',
  })
  @ApiOkResponse({
    description: 'The password is set; what else can sign in is listed.',
    type: PasswordResetDto,
  })
  @Refuses('invalid_reset_token', 'weak_password', 'password_too_long', 'rate_limited')
  reset(
    @Body() { token, newPassword }: ResetPasswordDto,
    @SignInOrigin() { ip }: Origin,
  ): Promise<PasswordResetDto> {
    return this.resets.reset(token, newPassword, ip);
  }

  @Post('set')
  @HttpCode(200)
  @DeliversTokens()
  @ApiOperation({
    summary: 'Set a first password; every session ends, and this one continues with new tokens.',
  })
  @ApiOkResponse({ description: 'The new tokens of this session.', type: SignedInDto })
  @Refuses(
    'guest_not_allowed',
    'reauthentication_required',
    'password_already_set',
    'weak_password',
    'password_too_long',
  )
  set(
    @CurrentPrincipal() principal: Principal,
    @Body() { newPassword }: SetPasswordDto,
    @SignInOrigin() origin: Origin,
  ): Promise<OpenSession> {
    return this.changes.setFirst(principal, newPassword, origin);
  }
}
