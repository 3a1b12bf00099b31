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
} from '@nestjs/swagger';
import { CurrentPrincipal, Open, type Principal } from '../platform/http/principal.js';
import { SignInOrigin } from '../sessions/origin.decorator.js';
import type { Origin } from '../sessions/sessions.service.js';
import { EmailVerification } from './email-verification.service.js';
import { VerifyEmailDto } from './password.dto.js';

@ApiTags('auth')
@ApiTooManyRequestsResponse({ description: 'rate_limited' })
@Controller('api/auth/email')
export class EmailController {
  constructor(private readonly emails: EmailVerification) {}

  @Open()
  @Post('verify')
  @HttpCode(204)
  @ApiOperation({ summary: 'Prove with the token of a mail that the address is yours' })
  @ApiNoContentResponse()
  @ApiBadRequestResponse({ description: 'invalid_verification_token' })
  verify(@Body() { token }: VerifyEmailDto, @SignInOrigin() { ip }: Origin): Promise<void> {
    return this.emails.verify(token, ip);
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
