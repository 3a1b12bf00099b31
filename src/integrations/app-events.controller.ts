import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiPayloadTooLargeResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { CurrentService, NeedsScope, type ServicePrincipal } from '../platform/http/principal.js';
import { PublishedEventDto, PublishEventDto } from './app-events.dto.js';
import { AppEventsService } from './app-events.service.js';

@ApiTags('integrations')
@ApiBearerAuth('service key')
@ApiUnauthorizedResponse({ description: 'token_missing, service_key_invalid, service_key_expired' })
@ApiForbiddenResponse({ description: 'service_key_required, permission_denied (events:publish)' })
@NeedsScope('events:publish')
@Controller('api/events')
export class AppEventsController {
  constructor(private readonly events: AppEventsService) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Send an event of your own to the sockets of users, or of the people of a room' })
  @ApiAcceptedResponse({ type: PublishedEventDto })
  @ApiNotFoundResponse({ description: 'room_not_found' })
  @ApiConflictResponse({ description: 'idempotency_key_reused' })
  @ApiPayloadTooLargeResponse({ description: 'payload_too_large' })
  @ApiTooManyRequestsResponse({ description: 'rate_limited' })
  publish(
    @CurrentService() service: ServicePrincipal,
    @Body() event: PublishEventDto,
  ): Promise<PublishedEventDto> {
    return this.events.publish(service, event);
  }
}
