import { Controller, Delete, HttpCode, Put, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPayloadTooLargeResponse,
  ApiRequestTimeoutResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnprocessableEntityResponse,
  ApiUnsupportedMediaTypeResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentPrincipal, MembersOnly, type Principal } from '../platform/http/principal.js';
import { TAKES_FILES } from '../platform/http/uploads.js';
import type { OwnUser } from '../users/users.protocol.js';
import { Avatars } from './avatars.js';
import { FILE_BODY } from './media.dto.js';

/** The picture that shows somebody. */
@ApiTags('profile')
@ApiBearerAuth()
@Controller('api/profile/avatar')
export class AvatarController {
  constructor(private readonly avatars: Avatars) {}

  @Put()
  @MembersOnly()
  @RouteConfig(TAKES_FILES)
  @ApiOperation({ summary: 'Be shown by an image; it becomes a square' })
  @ApiConsumes('multipart/form-data')
  @ApiBody(FILE_BODY)
  @ApiOkResponse({ schema: { $ref: getSchemaPath('OwnUserDto') } })
  @ApiForbiddenResponse({ description: 'guest_not_allowed' })
  @ApiPayloadTooLargeResponse({ description: 'payload_too_large, media_quota_exceeded' })
  @ApiUnsupportedMediaTypeResponse({ description: 'unsupported_media_type' })
  @ApiUnprocessableEntityResponse({ description: 'image_too_large, image_unreadable' })
  @ApiTooManyRequestsResponse({ description: 'rate_limited, too_many_uploads' })
  @ApiRequestTimeoutResponse({ description: 'upload_stalled, upload_too_slow' })
  put(@CurrentPrincipal() principal: Principal, @Req() request: FastifyRequest): Promise<OwnUser> {
    return this.avatars.replace(principal, request);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Be shown without an image' })
  @ApiNoContentResponse()
  async remove(@CurrentPrincipal() principal: Principal): Promise<void> {
    await this.avatars.remove(principal);
  }
}
