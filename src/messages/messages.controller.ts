import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { AnonymousToo, CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { MessageChangesService } from './message-changes.service.js';
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
@ApiBearerAuth()
@ApiForbiddenResponse({ description: 'permission_denied' })
@ApiNotFoundResponse({ description: 'room_not_found' })
@Controller('api/chat/rooms/:slug/messages')
export class MessagesController {
  constructor(
    private readonly messages: MessagesService,
    private readonly changes: MessageChangesService,
  ) {}

  @AnonymousToo()
  @Get()
  @ApiOperation({ summary: 'History by number, the oldest first; of public rooms also without a token' })
  @ApiOkResponse({ type: HistoryDto })
  async list(
    @CurrentPrincipal() principal: Principal | undefined,
    @Param() { slug }: HistoryOfDto,
    @Query() query: HistoryQueryDto,
  ): Promise<HistoryDto> {
    return this.messages.history(principal, slug, query);
  }

  @Post()
  @ApiOperation({ summary: 'A message; answered once it is stored' })
  @ApiCreatedResponse({ type: SendAckDto })
  @ApiConflictResponse({ description: 'client_id_used' })
  send(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: HistoryOfDto,
    @Body() body: NewMessageDto,
  ): Promise<SendAckDto> {
    return this.messages.send(principal, { ...body, room: slug });
  }

  @Get('search')
  @ApiOperation({ summary: 'Full-text search, the latest first' })
  @ApiOkResponse({ type: FoundMessagesDto })
  search(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: HistoryOfDto,
    @Query() query: SearchQueryDto,
  ): Promise<FoundMessagesDto> {
    return this.messages.search(principal, slug, query);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Edit a message, by its author or a moderator' })
  @ApiOkResponse({ type: MessageDto })
  @ApiNotFoundResponse({ description: 'room_not_found, message_not_found' })
  @ApiConflictResponse({ description: 'message_deleted' })
  edit(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug, id }: MessageOfDto,
    @Body() { text }: NewTextDto,
  ): Promise<MessageDto> {
    return this.changes.edit(principal, slug, id, text);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a message, by its author or a moderator; its number stays' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'room_not_found, message_not_found' })
  async delete(@CurrentPrincipal() principal: Principal, @Param() { slug, id }: MessageOfDto): Promise<void> {
    await this.changes.delete(principal, slug, id);
  }
}
