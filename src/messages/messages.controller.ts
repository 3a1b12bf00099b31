import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { OptionalAuth, CurrentPrincipal, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { MessageChangesService } from './changes/message-changes.service.js';
import {
  FoundMessagesDto,
  HistoryDto,
  HistoryOfDto,
  HistoryQueryDto,
  MessageDto,
  MessageOfDto,
  NewMessageDto,
  NewTextDto,
  SearchQueryDto,
  SendAckDto,
} from './messages.dto.js';
import { MessagesService } from './messages.service.js';

@ApiTags('messages')
@Controller('api/chat/rooms/:slug/messages')
export class MessagesController {
  constructor(
    private readonly messages: MessagesService,
    private readonly changes: MessageChangesService,
  ) {}

  @OptionalAuth()
  @Get()
  @ApiOperation({
    summary:
      'List the messages of a room by number, the oldest first; for public rooms also without a token.',
  })
  @ApiOkResponse({ description: 'A part of the history.', type: HistoryDto })
  @Refuses('room_not_found', 'permission_denied', 'rate_limited')
  async list(
    @CurrentPrincipal() principal: Principal | undefined,
    @Param() { slug }: HistoryOfDto,
    @Query() query: HistoryQueryDto,
  ): Promise<HistoryDto> {
    return this.messages.history(principal, slug, query);
  }

  @Post()
  @ApiOperation({ summary: 'Send a message; answered once it is stored.' })
  @ApiCreatedResponse({ description: 'The message is stored.', type: SendAckDto })
  @Refuses(
    'room_not_found',
    'permission_denied',
    'muted',
    'peer_blocked',
    'user_not_found',
    'message_not_found',
    'client_id_used',
    'media_not_found',
    'media_in_use',
    'rate_limited',
  )
  send(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: HistoryOfDto,
    @Body() body: NewMessageDto,
  ): Promise<SendAckDto> {
    return this.messages.send(principal, { ...body, room: slug });
  }

  @Get('search')
  @ApiOperation({ summary: 'Search the messages of a room, the latest first.' })
  @ApiOkResponse({ description: 'What was found.', type: FoundMessagesDto })
  @Refuses('room_not_found', 'permission_denied', 'rate_limited')
  search(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: HistoryOfDto,
    @Query() query: SearchQueryDto,
  ): Promise<FoundMessagesDto> {
    return this.messages.search(principal, slug, query);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Edit a message, as its author or a moderator.' })
  @ApiOkResponse({ description: 'The message as it is now.', type: MessageDto })
  @Refuses(
    'room_not_found',
    'permission_denied',
    'muted',
    'peer_blocked',
    'user_not_found',
    'message_not_found',
    'message_deleted',
    'rate_limited',
  )
  edit(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug, id }: MessageOfDto,
    @Body() { text }: NewTextDto,
  ): Promise<MessageDto> {
    return this.changes.edit(principal, slug, id, text);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a message, as its author or a moderator; its number stays.' })
  @ApiNoContentResponse({ description: 'The message is deleted.' })
  @Refuses('room_not_found', 'permission_denied', 'muted', 'message_not_found', 'rate_limited')
  async delete(@CurrentPrincipal() principal: Principal, @Param() { slug, id }: MessageOfDto): Promise<void> {
    await this.changes.delete(principal, slug, id);
  }
}
