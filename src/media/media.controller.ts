import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, MembersOnly, Public, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
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
  @ApiOperation({ summary: 'Upload an image; it is deleted after a while unless something refers to it.' })
  @ApiConsumes('multipart/form-data')
  @ApiBody(FILE_BODY)
  @ApiCreatedResponse({ description: 'The stored image.', type: MediaDto })
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
  upload(@CurrentPrincipal() principal: Principal, @Req() request: FastifyRequest): Promise<MediaDto> {
    return this.uploads.receive(principal, request, 'attachment');
  }

  @Get(':id')
  @Public()
  @ApiOperation({ summary: 'Download an image by a signed URL.' })
  @ApiQuery({ name: 'exp', type: String, example: '1790000000' })
  @ApiQuery({ name: 'sig', type: String, example: 'b64…' })
  @ApiOkResponse({ description: 'The bytes of the image.', content: { 'image/*': {} } })
  @Refuses(
    'media_signature_invalid',
    'media_not_found',
    'media_url_expired',
    'range_not_satisfiable',
    'media_storage_unavailable',
  )
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
  @ApiOperation({
    summary: "Delete your upload that nothing refers to; with `users.update` anybody's image.",
  })
  @ApiNoContentResponse({ description: 'The image is deleted.' })
  @Refuses('media_not_found', 'media_in_use')
  async remove(
    @CurrentPrincipal() principal: Principal,
    @Param('id', uuidParameter) id: string,
  ): Promise<void> {
    await this.media.remove(principal, id);
  }
}
