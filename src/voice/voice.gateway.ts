import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { Connected, Gateway } from '../realtime/gateway.decorator.js';
import { Connection } from '../realtime/socket.connection.js';
import { VoiceJoinDto, VoiceKickDto, VoiceRoomDto, VoiceStateChangeDto } from './voice.dto.js';
import type { VoiceJoinAck, VoiceState } from './voice.protocol.js';
import { VoiceJoining } from './voice.joining.js';
import { VoiceRemovals } from './voice.removals.js';
import { VoiceService } from './voice.service.js';

@Gateway()
export class VoiceGateway {
  constructor(
    private readonly voice: VoiceService,
    private readonly joining: VoiceJoining,
    private readonly removals: VoiceRemovals,
  ) {}

  @SubscribeMessage('voice:join')
  join(@Connected() connection: Connection, @MessageBody() payload: VoiceJoinDto): Promise<VoiceJoinAck> {
    return this.joining.join(connection, payload);
  }

  @SubscribeMessage('voice:leave')
  leave(@Connected() connection: Connection, @MessageBody() { room }: VoiceRoomDto): Promise<void> {
    return this.voice.leave(connection, room);
  }

  @SubscribeMessage('voice:state')
  setState(
    @Connected() connection: Connection,
    @MessageBody() { room, ...state }: VoiceStateChangeDto,
  ): Promise<{ state: VoiceState }> {
    return this.voice.setState(connection, room, state);
  }

  @SubscribeMessage('voice:kick')
  kick(@Connected() connection: Connection, @MessageBody() { room, userId }: VoiceKickDto): Promise<void> {
    return this.removals.kick(connection.principal, room, userId);
  }
}
