import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { Connected, Gateway } from '../realtime/gateway.decorator.js';
import { Connection } from '../realtime/socket.connection.js';
import { CallsSeenDto, MarkReadDto, OpenDto } from './inbox.dto.js';
import type { MarkReadAck, OpenPayload } from './inbox.protocol.js';
import { InboxService } from './inbox.service.js';

@Gateway()
export class InboxGateway {
  constructor(private readonly inbox: InboxService) {}

  @SubscribeMessage('inbox:open')
  async open(@Connected() connection: Connection, @MessageBody() { room }: OpenDto): Promise<OpenPayload> {
    await this.inbox.open(connection, room);
    return { room };
  }

  @SubscribeMessage('inbox:mark-read')
  async markRead(
    @Connected() { principal }: Connection,
    @MessageBody() payload: MarkReadDto,
  ): Promise<MarkReadAck> {
    return { unread: await this.inbox.markRead(principal, payload) };
  }

  @SubscribeMessage('inbox:calls-seen')
  async callsSeen(
    @Connected() { principal }: Connection,
    @MessageBody() { callId }: CallsSeenDto,
  ): Promise<{ missedCalls: number }> {
    return { missedCalls: await this.inbox.callsSeen(principal, callId) };
  }
}
