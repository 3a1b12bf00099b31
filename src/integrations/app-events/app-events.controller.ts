import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentService, RequireScope, type ServicePrincipal } from '../../platform/access/principal.js';
import { Refuses } from '../../platform/http/refuses.decorator.js';
import { PublishedEventDto, PublishEventDto } from './app-events.dto.js';
import { AppEventsService } from './app-events.service.js';

@ApiTags('integrations')
@RequireScope('events:publish')
@Controller('api/events')
export class AppEventsController {
  constructor(private readonly events: AppEventsService) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: "Publish an event of your application to the sockets of users or of a room's members.",
  })
  @ApiAcceptedResponse({ description: 'The event is on its way.', type: PublishedEventDto })
  @Refuses('room_not_found', 'idempotency_key_reused', 'payload_too_large', 'rate_limited')
  publish(
    @CurrentService() service: ServicePrincipal,
    @Body() event: PublishEventDto,
  ): Promise<PublishedEventDto> {
    return this.events.publish(service, event);
  }
}
