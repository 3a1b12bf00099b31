import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { Connected, Gateway } from '../realtime/gateway.decorator.js';
import { Connection } from '../realtime/socket.connection.js';
import { MessageChangesService } from './changes/message-changes.service.js';
import { MessageReactions } from './changes/message-reactions.service.js';
import { EditDto, JoinRoomDto, MessageRefDto, MessageRoomDto, ReactDto, SendDto } from './messages.dto.js';
import type { JoinRoomAck, Message, Reaction, SendAck } from './messages.protocol.js';
import { MessagesService } from './messages.service.js';
import { RoomSubscriptions } from './room-subscriptions.js';
import { RoomTyping } from './room-typing.service.js';

@Gateway()
export class MessagesGateway {
  constructor(
    private readonly messages: MessagesService,
    private readonly changes: MessageChangesService,
    private readonly reactions: MessageReactions,
    private readonly subscriptions: RoomSubscriptions,
    private readonly typists: RoomTyping,
  ) {}

  @SubscribeMessage('room:join')
  join(@Connected() connection: Connection, @MessageBody() payload: JoinRoomDto): Promise<JoinRoomAck> {
    return this.subscriptions.join(connection, payload);
  }

  @SubscribeMessage('room:leave')
  leave(@Connected() connection: Connection, @MessageBody() { room }: MessageRoomDto): Promise<void> {
    return this.subscriptions.leave(connection, room);
  }

  @SubscribeMessage('room:typing')
  typing(@Connected() connection: Connection, @MessageBody() { room }: MessageRoomDto): Promise<void> {
    return this.typists.notify(connection, room);
  }

  @SubscribeMessage('message:send')
  send(@Connected() { principal }: Connection, @MessageBody() payload: SendDto): Promise<SendAck> {
    return this.messages.send(principal, payload);
  }

  @SubscribeMessage('message:edit')
  async edit(
    @Connected() { principal }: Connection,
    @MessageBody() { room, id, text }: EditDto,
  ): Promise<{ message: Message }> {
    return { message: await this.changes.edit(principal, room, id, text) };
  }

  @SubscribeMessage('message:delete')
  async delete(
    @Connected() { principal }: Connection,
    @MessageBody() { room, id }: MessageRefDto,
  ): Promise<{ message: Message }> {
    return { message: await this.changes.delete(principal, room, id) };
  }

  @SubscribeMessage('message:react')
  async react(
    @Connected() { principal }: Connection,
    @MessageBody() payload: ReactDto,
  ): Promise<{ reactions: Reaction[] }> {
    return { reactions: await this.reactions.react(principal, payload, true) };
  }

  @SubscribeMessage('message:unreact')
  async unreact(
    @Connected() { principal }: Connection,
    @MessageBody() payload: ReactDto,
  ): Promise<{ reactions: Reaction[] }> {
    return { reactions: await this.reactions.react(principal, payload, false) };
  }
}
