import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageQueryDto } from '../platform/wire/page.dto.js';
import { CurrentPrincipal, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
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
@Controller('api/inbox')
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  @Get()
  @ApiOperation({ summary: 'Get how much you have not read, by room, and how many calls you have missed.' })
  @ApiOkResponse({ description: 'What is unread.', type: UnreadDto })
  @Refuses('rate_limited')
  unread(@CurrentPrincipal() principal: Principal): Promise<UnreadDto> {
    return this.inbox.unread(principal);
  }

  @Post('read')
  @HttpCode(200)
  @ApiOperation({ summary: 'Mark a room as read up to a message; the mark never moves back.' })
  @ApiOkResponse({ description: 'What is still unread in that room.', type: RoomUnreadDto })
  @Refuses('room_not_found', 'permission_denied', 'rate_limited')
  async markRead(
    @CurrentPrincipal() principal: Principal,
    @Body() body: MarkReadDto,
  ): Promise<RoomUnreadDto> {
    return { unread: await this.inbox.markRead(principal, body) };
  }

  @Get('missed-calls')
  @ApiOperation({ summary: 'List your missed calls that you have not seen yet, the latest first.' })
  @ApiOkResponse({ description: 'A page of missed calls.', type: MissedCallPageDto })
  @Refuses('rate_limited')
  missedCalls(
    @CurrentPrincipal() principal: Principal,
    @Query() query: PageQueryDto,
  ): Promise<MissedCallPageDto> {
    return this.inbox.missedCalls(principal, query);
  }

  @Post('calls-seen')
  @HttpCode(200)
  @ApiOperation({ summary: 'Mark missed calls as seen.' })
  @ApiOkResponse({ description: 'How many are left.', type: MissedCallsDto })
  @Refuses('rate_limited')
  async callsSeen(
    @CurrentPrincipal() principal: Principal,
    @Body() { callId }: CallsSeenDto,
  ): Promise<MissedCallsDto> {
    return { missedCalls: await this.inbox.callsSeen(principal, callId) };
  }
}
