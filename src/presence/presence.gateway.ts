import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { Connected, Gateway } from '../realtime/gateway.decorator.js';
import { Connection } from '../realtime/socket.connection.js';
import { UsersService } from '../users/users.service.js';
import { PresenceSetDto } from './presence.dto.js';
import type { PresenceClientEvents } from './presence.protocol.js';

@Gateway()
export class PresenceGateway {
  constructor(private readonly users: UsersService) {}

  @SubscribeMessage('presence:set')
  async set(
    @Connected() connection: Connection,
    @MessageBody() payload: PresenceSetDto,
  ): Promise<PresenceClientEvents['presence:set']['ack']> {
    await this.users.chooseStatus(connection.principal, payload.status);
    return { status: payload.status };
  }

  @SubscribeMessage('presence:ping')
  ping(): PresenceClientEvents['presence:ping']['ack'] {
    return { serverTime: new Date().toISOString() };
  }
}
