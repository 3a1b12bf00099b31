import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Open } from '../platform/http/principal.js';
import { JwksDto } from './auth.dto.js';
import { SigningKeys } from './signing-keys.service.js';

@ApiTags('auth')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: SigningKeys) {}

  @Open()
  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=600')
  @ApiOperation({
    summary: 'The public keys (RFC 7517): all that another service needs to verify access tokens',
  })
  @ApiOkResponse({ type: JwksDto })
  jwks(): JwksDto {
    return this.keys.jwks;
  }
}
