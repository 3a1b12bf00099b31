import { Controller, Get, Header, Headers, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../platform/access/principal.js';
import { JwksDto } from './jwks.dto.js';
import { JWKS_CACHE_S } from './signing-keys.policy.js';
import { SigningKeys } from './signing-keys.service.js';

@ApiTags('auth')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: SigningKeys) {}

  @Public()
  @Get('jwks.json')
  @Header('cache-control', `public, max-age=${JWKS_CACHE_S}`)
  @ApiOperation({ summary: 'Get the public keys (RFC 7517) that verify access tokens.' })
  @ApiOkResponse({ description: 'The key set.', type: JwksDto })
  @ApiResponse({ status: 304, description: 'Nothing has changed since the `ETag` in the request.' })
  jwks(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-none-match') known?: string,
  ): JwksDto | undefined {
    const { keys, etag } = this.keys.jwks;
    void reply.header('etag', etag);
    if (known !== etag) return { keys };
    void reply.status(304);
  }
}
