import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { PageQueryDto } from '../platform/http/page.dto.js';
import { CurrentService, NeedsScope, type ServicePrincipal } from '../platform/http/principal.js';
import { uuidParameter } from '../platform/http/uuid.pipe.js';
import {
  ChangeWebhookDto,
  DeadLetterPageDto,
  ReplayDto,
  ReplayedDto,
  SubscribeDto,
  WebhookDto,
  WebhookPageDto,
  WebhookWithSecretDto,
} from './webhooks.dto.js';
import { WebhooksService } from './webhooks.service.js';

const UNKNOWN = { description: 'webhook_not_found' };
const REFUSED = { description: 'webhook_url_refused' };

@ApiTags('integrations')
@ApiBearerAuth('service key')
@ApiUnauthorizedResponse({ description: 'token_missing, service_key_invalid, service_key_expired' })
@ApiForbiddenResponse({ description: 'service_key_required, permission_denied (webhooks:manage)' })
@ApiTooManyRequestsResponse({ description: 'rate_limited' })
@NeedsScope('webhooks:manage')
@Controller('api/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  @ApiOperation({ summary: 'Be told of events by signed POST requests' })
  @ApiCreatedResponse({ type: WebhookWithSecretDto })
  @ApiConflictResponse({ description: 'too_many_webhooks' })
  @ApiUnprocessableEntityResponse(REFUSED)
  subscribe(
    @CurrentService() service: ServicePrincipal,
    @Body() body: SubscribeDto,
  ): Promise<WebhookWithSecretDto> {
    return this.webhooks.subscribe(service, body);
  }

  @Get()
  @ApiOperation({ summary: 'All webhooks, the latest first' })
  @ApiOkResponse({ type: WebhookPageDto })
  async list(): Promise<WebhookPageDto> {
    return { items: await this.webhooks.list(), nextCursor: null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One webhook, and how its deliveries fare' })
  @ApiOkResponse({ type: WebhookDto })
  @ApiNotFoundResponse(UNKNOWN)
  read(@Param('id', uuidParameter) id: string): Promise<WebhookDto> {
    return this.webhooks.get(id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change where it goes and what it tells; switch it off and on' })
  @ApiOkResponse({ type: WebhookDto })
  @ApiNotFoundResponse(UNKNOWN)
  @ApiUnprocessableEntityResponse(REFUSED)
  change(
    @CurrentService() service: ServicePrincipal,
    @Param('id', uuidParameter) id: string,
    @Body() body: ChangeWebhookDto,
  ): Promise<WebhookDto> {
    return this.webhooks.change(service, id, body);
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @ApiOperation({ summary: 'A new secret; for a day the one before signs, too' })
  @ApiOkResponse({ type: WebhookWithSecretDto })
  @ApiNotFoundResponse(UNKNOWN)
  rotate(
    @CurrentService() service: ServicePrincipal,
    @Param('id', uuidParameter) id: string,
  ): Promise<WebhookWithSecretDto> {
    return this.webhooks.rotateSecret(service, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Be told no more; what waits goes' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse(UNKNOWN)
  unsubscribe(
    @CurrentService() service: ServicePrincipal,
    @Param('id', uuidParameter) id: string,
  ): Promise<void> {
    return this.webhooks.unsubscribe(service, id);
  }

  @Get(':id/dead-letters')
  @ApiOperation({ summary: 'Deliveries that were given up, the latest first; kept for 30 days' })
  @ApiOkResponse({ type: DeadLetterPageDto })
  @ApiNotFoundResponse(UNKNOWN)
  deadLetters(
    @Param('id', uuidParameter) id: string,
    @Query() query: PageQueryDto,
  ): Promise<DeadLetterPageDto> {
    return this.webhooks.listDead(id, query);
  }

  @Post(':id/dead-letters/replay')
  @HttpCode(202)
  @ApiOperation({ summary: 'Deliver dead letters again, under their old ids' })
  @ApiAcceptedResponse({ type: ReplayedDto })
  @ApiNotFoundResponse(UNKNOWN)
  async replay(
    @CurrentService() service: ServicePrincipal,
    @Param('id', uuidParameter) id: string,
    @Body() { ids }: ReplayDto,
  ): Promise<ReplayedDto> {
    return { replayed: await this.webhooks.replay(service, id, ids) };
  }
}
