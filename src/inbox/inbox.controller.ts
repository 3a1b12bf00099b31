import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { PageQueryDto } from '../platform/http/page.dto.js';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import {
  CallsSeenDto,
  MarkReadDto,
  MissedCallPageDto,
  MissedCallsDto,
  RoomUnreadDto,
  UnreadDto,
} from './inbox.dto.js';
import { InboxService } from './inbox.service.js';

/** The inbox for clients without a socket. */
@ApiTags('inbox')
@ApiBearerAuth()
@Controller('api/inbox')
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  @Get()
  @ApiOperation({ summary: 'How much one has not read, by room, and how many calls one has missed' })
  @ApiOkResponse({ type: UnreadDto })
  unread(@CurrentPrincipal() principal: Principal): Promise<UnreadDto> {
    return this.inbox.unread(principal);
  }

  @Post('read')
  @HttpCode(200)
  @ApiOperation({ summary: 'Up to which message one has read a room; never goes back' })
  @ApiOkResponse({ type: RoomUnreadDto })
  @ApiForbiddenResponse({ description: 'permission_denied' })
  @ApiNotFoundResponse({ description: 'room_not_found' })
  async markRead(
    @CurrentPrincipal() principal: Principal,
    @Body() body: MarkReadDto,
  ): Promise<RoomUnreadDto> {
    return { unread: await this.inbox.markRead(principal, body) };
  }

  @Get('missed-calls')
  @ApiOperation({ summary: 'Calls that were missed and not seen since, the latest first' })
  @ApiOkResponse({ type: MissedCallPageDto })
  missedCalls(
    @CurrentPrincipal() principal: Principal,
    @Query() query: PageQueryDto,
  ): Promise<MissedCallPageDto> {
    return this.inbox.missedCalls(principal, query);
  }

  @Post('calls-seen')
  @HttpCode(200)
  @ApiOperation({ summary: 'That one has seen which calls one missed' })
  @ApiOkResponse({ type: MissedCallsDto })
  async callsSeen(
    @CurrentPrincipal() principal: Principal,
    @Body() { callId }: CallsSeenDto,
  ): Promise<MissedCallsDto> {
    return { missedCalls: await this.inbox.callsSeen(principal, callId) };
  }
}
