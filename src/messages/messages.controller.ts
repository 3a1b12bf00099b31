import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { AnonymousToo, CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import {
  FoundMessagesDto,
  HistoryDto,
  HistoryOfDto,
  HistoryQueryDto,
  NewMessageDto,
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
  constructor(private readonly messages: MessagesService) {}

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
}
