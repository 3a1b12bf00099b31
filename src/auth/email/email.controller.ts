import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OptionalAuth, CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { Refuses } from '../../platform/http/refuses.decorator.js';
import { SignInOrigin } from '../../sessions/access/origin.decorator.js';
import type { Origin } from '../../sessions/sessions.service.js';
import { EmailVerification } from './email-verification.service.js';
import { VerifyEmailDto } from '../password/password.dto.js';

@ApiTags('auth')
@Controller('api/auth/email')
export class EmailController {
  constructor(private readonly emails: EmailVerification) {}

  @OptionalAuth()
  @Post('verify')
  @HttpCode(204)
  @ApiOperation({
    summary:
      'Verify your e-mail address with the token from an e-mail, signed in or with the password; everything set up before the first proof is removed.',
  })
  @ApiNoContentResponse({ description: 'The address is proved.' })
  @Refuses('invalid_verification_token', 'invalid_credentials', 'reauthentication_required', 'rate_limited')
  verify(
    @CurrentPrincipal() principal: Principal | undefined,
    @Body() { token, password }: VerifyEmailDto,
    @SignInOrigin() { ip }: Origin,
  ): Promise<void> {
    return this.emails.verify(token, { principal, password, ip });
  }

  @Post('verify/request')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send the verification e-mail again; nothing is sent when there is nothing to prove.',
  })
  @ApiAcceptedResponse({ description: 'Accepted.', schema: { type: 'object' } })
  @Refuses('guest_not_allowed', 'rate_limited')
  async request(@CurrentPrincipal() principal: Principal): Promise<object> {
    await this.emails.request(principal);
    return {};
  }
}
