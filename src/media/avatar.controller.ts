import { Controller, Delete, HttpCode, Put, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentPrincipal, MembersOnly, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { TAKES_FILES } from '../platform/http/uploads.js';
import type { OwnUser } from '../users/users.protocol.js';
import { Avatars } from './avatars.js';
import { FILE_BODY } from './media.dto.js';

/** A user's avatar. */
@ApiTags('profile')
@Controller('api/profile/avatar')
export class AvatarController {
  constructor(private readonly avatars: Avatars) {}

  @Put()
  @MembersOnly()
  @RouteConfig(TAKES_FILES)
  @ApiOperation({ summary: 'Set your avatar; the image becomes a square.' })
  @ApiConsumes('multipart/form-data')
  @ApiBody(FILE_BODY)
  @ApiOkResponse({
    description: 'Your user with the new avatar.',
    schema: { $ref: getSchemaPath('OwnUserDto') },
  })
  @Refuses(
    'validation_failed',
    'unsupported_media_type',
    'payload_too_large',
    'media_quota_exceeded',
    'upload_stalled',
    'upload_too_slow',
    'image_too_large',
    'image_unreadable',
    'rate_limited',
    'too_many_uploads',
    'media_busy',
    'media_storage_unavailable',
  )
  put(@CurrentPrincipal() principal: Principal, @Req() request: FastifyRequest): Promise<OwnUser> {
    return this.avatars.replace(principal, request);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove your avatar.' })
  @ApiNoContentResponse({ description: 'Removed.' })
  async remove(@CurrentPrincipal() principal: Principal): Promise<void> {
    await this.avatars.remove(principal);
  }
}
