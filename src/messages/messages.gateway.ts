import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { Connected, Gateway } from '../realtime/gateway.decorator.js';
import { Connection } from '../realtime/socket.connection.js';
import { JoinRoomDto, MessageRoomDto, SendDto } from './messages.dto.js';
import type { JoinRoomAck, SendAck } from './messages.protocol.js';
import { MessagesService } from './messages.service.js';
import { RoomAudience } from './room-audience.js';

@Gateway()
export class MessagesGateway {
  constructor(
    private readonly messages: MessagesService,
    private readonly audience: RoomAudience,
  ) {}

  @SubscribeMessage('room:join')
  join(@Connected() connection: Connection, @MessageBody() payload: JoinRoomDto): Promise<JoinRoomAck> {
    return this.audience.join(connection, payload);
  }

  @SubscribeMessage('room:leave')
  leave(@Connected() connection: Connection, @MessageBody() { room }: MessageRoomDto): Promise<void> {
    return this.audience.leave(connection, room);
  }

  @SubscribeMessage('room:typing')
  typing(@Connected() connection: Connection, @MessageBody() { room }: MessageRoomDto): Promise<void> {
    return this.audience.typing(connection, room);
  }

  @SubscribeMessage('message:send')
  send(@Connected() { principal }: Connection, @MessageBody() payload: SendDto): Promise<SendAck> {
    return this.messages.send(principal, payload);
  }
}
