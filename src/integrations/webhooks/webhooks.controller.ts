import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { PageQueryDto } from '../../platform/wire/page.dto.js';
import { CurrentService, RequireScope, type ServicePrincipal } from '../../platform/access/principal.js';
import { Refuses } from '../../platform/http/refuses.decorator.js';
import { uuidParameter } from '../../platform/http/uuid.pipe.js';
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

@ApiTags('integrations')
@RequireScope('webhooks:manage')
@Controller('api/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  @ApiOperation({ summary: 'Create a webhook; events are delivered by signed POST requests.' })
  @ApiCreatedResponse({ description: 'The new webhook with its secret.', type: WebhookWithSecretDto })
  @Refuses('too_many_webhooks', 'webhook_url_refused', 'rate_limited')
  subscribe(
    @CurrentService() service: ServicePrincipal,
    @Body() body: SubscribeDto,
  ): Promise<WebhookWithSecretDto> {
    return this.webhooks.subscribe(service, body);
  }

  @Get()
  @ApiOperation({ summary: 'List all webhooks, the latest first.' })
  @ApiOkResponse({ description: 'The webhooks.', type: WebhookPageDto })
  async list(): Promise<WebhookPageDto> {
    return { items: await this.webhooks.list(), nextCursor: null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get a webhook and the state of its deliveries.' })
  @ApiOkResponse({ description: 'The webhook.', type: WebhookDto })
  @Refuses('webhook_not_found')
  read(@Param('id', uuidParameter) id: string): Promise<WebhookDto> {
    return this.webhooks.get(id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change the URL or the events of a webhook, or switch it off or on.' })
  @ApiOkResponse({ description: 'The webhook as it is now.', type: WebhookDto })
  @Refuses('webhook_not_found', 'webhook_url_refused', 'rate_limited')
  change(
    @CurrentService() service: ServicePrincipal,
    @Param('id', uuidParameter) id: string,
    @Body() body: ChangeWebhookDto,
  ): Promise<WebhookDto> {
    return this.webhooks.change(service, id, body);
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @ApiOperation({ summary: 'Replace the secret of a webhook; for a day both secrets sign.' })
  @ApiOkResponse({ description: 'The webhook with its new secret.', type: WebhookWithSecretDto })
  @Refuses('webhook_not_found', 'rate_limited')
  rotate(
    @CurrentService() service: ServicePrincipal,
    @Param('id', uuidParameter) id: string,
  ): Promise<WebhookWithSecretDto> {
    return this.webhooks.rotateSecret(service, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a webhook; pending deliveries are dropped.' })
  @ApiNoContentResponse({ description: 'The webhook is deleted.' })
  @Refuses('webhook_not_found', 'rate_limited')
  unsubscribe(
    @CurrentService() service: ServicePrincipal,
    @Param('id', uuidParameter) id: string,
  ): Promise<void> {
    return this.webhooks.unsubscribe(service, id);
  }

  @Get(':id/dead-letters')
  @ApiOperation({
    summary: 'List deliveries that were given up, the latest first; they are kept for 30 days.',
  })
  @ApiOkResponse({ description: 'A page of dead letters.', type: DeadLetterPageDto })
  @Refuses('webhook_not_found')
  deadLetters(
    @Param('id', uuidParameter) id: string,
    @Query() query: PageQueryDto,
  ): Promise<DeadLetterPageDto> {
    return this.webhooks.listDead(id, query);
  }

  @Post(':id/dead-letters/replay')
  @HttpCode(202)
  @ApiOperation({ summary: 'Deliver dead letters again under their old ids.' })
  @ApiAcceptedResponse({ description: 'Delivery begins again.', type: ReplayedDto })
  @Refuses('webhook_not_found', 'rate_limited')
  async replay(
    @CurrentService() service: ServicePrincipal,
    @Param('id', uuidParameter) id: string,
    @Body() { ids }: ReplayDto,
  ): Promise<ReplayedDto> {
    return { replayed: await this.webhooks.replay(service, id, ids) };
  }
}
