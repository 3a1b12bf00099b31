import { Controller, Delete, Param, Put } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { MessageReactions } from './message-reactions.service.js';
import { ReactionOfDto, ReactionsDto } from './messages.dto.js';

@ApiTags('messages')
@ApiBearerAuth()
@ApiForbiddenResponse({ description: 'permission_denied' })
@ApiNotFoundResponse({ description: 'room_not_found, message_not_found' })
@ApiConflictResponse({ description: 'message_deleted, too_many_reactions' })
@Controller('api/chat/rooms/:slug/messages/:id/reactions/:emoji')
export class MessageReactionsController {
  constructor(private readonly reactions: MessageReactions) {}

  @Put()
  @ApiOperation({ summary: 'Put an emoji under a message; works twice' })
  @ApiOkResponse({ type: ReactionsDto })
  add(@CurrentPrincipal() principal: Principal, @Param() reaction: ReactionOfDto): Promise<ReactionsDto> {
    return this.react(principal, reaction, true);
  }

  @Delete()
  @ApiOperation({ summary: "Take one's own back; works twice" })
  @ApiOkResponse({ type: ReactionsDto })
  remove(@CurrentPrincipal() principal: Principal, @Param() reaction: ReactionOfDto): Promise<ReactionsDto> {
    return this.react(principal, reaction, false);
  }

  private async react(
    principal: Principal,
    { slug: room, id, emoji }: ReactionOfDto,
    wanted: boolean,
  ): Promise<ReactionsDto> {
    return { reactions: await this.reactions.react(principal, { room, id, emoji }, wanted) };
  }
}
