import { Controller, Delete, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { Refuses } from '../../platform/http/refuses.decorator.js';
import { MessageReactions } from './message-reactions.service.js';
import { ReactionOfDto, ReactionsDto } from '../messages.dto.js';

@ApiTags('messages')
@Controller('api/chat/rooms/:slug/messages/:id/reactions/:emoji')
export class MessageReactionsController {
  constructor(private readonly reactions: MessageReactions) {}

  @Put()
  @ApiOperation({ summary: 'Add your reaction to a message; idempotent.' })
  @ApiOkResponse({ description: 'The reactions to the message as they are now.', type: ReactionsDto })
  @Refuses(
    'room_not_found',
    'permission_denied',
    'muted',
    'peer_blocked',
    'user_not_found',
    'message_not_found',
    'message_deleted',
    'too_many_reactions',
    'rate_limited',
  )
  add(@CurrentPrincipal() principal: Principal, @Param() reaction: ReactionOfDto): Promise<ReactionsDto> {
    return this.react(principal, reaction, true);
  }

  @Delete()
  @ApiOperation({ summary: 'Remove your reaction from a message; idempotent.' })
  @ApiOkResponse({ description: 'The reactions to the message as they are now.', type: ReactionsDto })
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
