import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { AnonymousToo, CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { SignInOrigin } from '../sessions/origin.decorator.js';
import type { Origin } from '../sessions/sessions.service.js';
import { EmailVerification } from './email-verification.service.js';
import { VerifyEmailDto } from './password.dto.js';

@ApiTags('auth')
@ApiTooManyRequestsResponse({ description: 'rate_limited' })
@Controller('api/auth/email')
export class EmailController {
  constructor(private readonly emails: EmailVerification) {}

  @AnonymousToo()
  @Post('verify')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({
    summary:
      'Prove with the token of a mail that the address is yours, signed in to the account or with its password; what was set up before the first proof is removed',
  })
  @ApiNoContentResponse()
  @ApiBadRequestResponse({ description: 'invalid_verification_token' })
  @ApiUnauthorizedResponse({
    description: 'invalid_credentials: the password is wrong; the token stays good',
  })
  @ApiForbiddenResponse({
    description:
      'reauthentication_required: sign in to the account, or give its password; the token stays good',
  })
  verify(
    @CurrentPrincipal() principal: Principal | undefined,
    @Body() { token, password }: VerifyEmailDto,
    @SignInOrigin() { ip }: Origin,
  ): Promise<void> {
    return this.emails.verify(token, { principal, password, ip });
  }

  @Post('verify/request')
  @HttpCode(202)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Ask for the mail again; nothing is sent when there is nothing to prove' })
  @ApiAcceptedResponse({ schema: { type: 'object' } })
  @ApiForbiddenResponse({ description: 'guest_not_allowed' })
  async request(@CurrentPrincipal() principal: Principal): Promise<object> {
    await this.emails.request(principal);
    return {};
  }
}
