import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { CurrentPrincipal, Needs, type Principal } from '../platform/http/principal.js';
import { SigningKeysAdmin } from './signing-keys.admin.js';
import { RotateKeysDto, SigningKeyPageDto } from './signing-keys.dto.js';

@ApiTags('admin')
@ApiBearerAuth()
@ApiUnauthorizedResponse({ description: 'token_missing, token_invalid, token_expired, session_revoked' })
@ApiForbiddenResponse({ description: 'permission_denied (keys.rotate)' })
@Needs('keys.rotate')
@Controller('api/admin/signing-keys')
export class SigningKeysController {
  constructor(private readonly admin: SigningKeysAdmin) {}

  @Get()
  @ApiOperation({ summary: 'The keys that sign and verify access tokens, without their private parts' })
  @ApiOkResponse({ type: SigningKeyPageDto })
  list(): Promise<SigningKeyPageDto> {
    return this.admin.list();
  }

  @Post('rotate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let the next key sign; or, when keys have leaked, drop all of them' })
  @ApiOkResponse({ type: SigningKeyPageDto, description: 'The keys as they are now.' })
  @ApiConflictResponse({ description: 'next_key_not_ready, with retryAfterMs' })
  rotate(
    @CurrentPrincipal() principal: Principal,
    @Body() { compromised }: RotateKeysDto,
  ): Promise<SigningKeyPageDto> {
    return this.admin.rotate(principal, compromised ?? false);
  }
}
