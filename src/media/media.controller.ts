import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConflictResponse,
  ApiConsumes,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiGoneResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPayloadTooLargeResponse,
  ApiQuery,
  ApiRequestTimeoutResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnprocessableEntityResponse,
  ApiUnsupportedMediaTypeResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, MembersOnly, Open, type Principal } from '../platform/http/principal.js';
import { TAKES_FILES } from '../platform/http/uploads.js';
import { uuidParameter } from '../platform/http/uuid.pipe.js';
import { FILE_BODY, MediaDto } from './media.dto.js';
import { MediaService } from './media.service.js';
import { MediaDelivery } from './media-delivery.js';
import { Uploads } from './uploads.js';

/** Images that messages show. */
@ApiTags('media')
@Controller('api/media')
export class MediaController {
  constructor(
    private readonly uploads: Uploads,
    private readonly media: MediaService,
    private readonly delivery: MediaDelivery,
  ) {}

  @Post()
  @MembersOnly()
  @RouteConfig(TAKES_FILES)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Upload an image; it is deleted after a while unless something refers to it' })
  @ApiConsumes('multipart/form-data')
  @ApiBody(FILE_BODY)
  @ApiCreatedResponse({ type: MediaDto })
  @ApiForbiddenResponse({ description: 'guest_not_allowed' })
  @ApiPayloadTooLargeResponse({ description: 'payload_too_large, media_quota_exceeded' })
  @ApiUnsupportedMediaTypeResponse({ description: 'unsupported_media_type' })
  @ApiUnprocessableEntityResponse({ description: 'image_too_large, image_unreadable' })
  @ApiTooManyRequestsResponse({ description: 'rate_limited, too_many_uploads' })
  @ApiRequestTimeoutResponse({ description: 'upload_stalled, upload_too_slow' })
  upload(@CurrentPrincipal() principal: Principal, @Req() request: FastifyRequest): Promise<MediaDto> {
    return this.uploads.receive(principal, request, 'attachment');
  }

  @Get(':id')
  @Open()
  @ApiOperation({ summary: 'The bytes of an image, to whoever has a good address of it' })
  @ApiQuery({ name: 'exp', type: String })
  @ApiQuery({ name: 'sig', type: String })
  @ApiOkResponse({ content: { 'image/*': {} } })
  @ApiForbiddenResponse({ description: 'media_signature_invalid' })
  @ApiNotFoundResponse({ description: 'media_not_found' })
  @ApiGoneResponse({ description: 'media_url_expired' })
  async read(
    @Param('id', uuidParameter) id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.delivery.send(id.toLowerCase(), query, request, reply);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({
    summary: "Delete one's own upload that nothing refers to; with users.update anybody's image",
  })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'media_not_found' })
  @ApiConflictResponse({ description: 'media_in_use' })
  async remove(
    @CurrentPrincipal() principal: Principal,
    @Param('id', uuidParameter) id: string,
  ): Promise<void> {
    await this.media.remove(principal, id);
  }
}
