import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { Connected, Gateway } from '../realtime/gateway.decorator.js';
import { Connection } from '../realtime/socket.connection.js';
import { CallsTransfer } from './transfer/calls.transfer.js';
import { CallRefDto, DeclineDto, ResumeDto, RingDto } from './calls.dto.js';
import type { AcceptAck, Call, MoveAck, ResumeAck, RingAck } from './calls.protocol.js';
import { CallsResume } from './recovery/calls.resume.js';
import { CallsRinging } from './ringing/calls.ringing.js';
import { CallsService } from './calls.service.js';

@Gateway()
export class CallsGateway {
  constructor(
    private readonly ringing: CallsRinging,
    private readonly calls: CallsService,
    private readonly resuming: CallsResume,
    private readonly transfer: CallsTransfer,
  ) {}

  @SubscribeMessage('call:ring')
  ring(@Connected() connection: Connection, @MessageBody() payload: RingDto): Promise<RingAck> {
    return this.ringing.ring(connection.principal, payload, connection);
  }

  @SubscribeMessage('call:alerting')
  alert(@Connected() connection: Connection, @MessageBody() { callId }: CallRefDto): Promise<void> {
    return this.calls.alert(connection.principal, callId, connection);
  }

  @SubscribeMessage('call:accept')
  accept(@Connected() connection: Connection, @MessageBody() { callId }: CallRefDto): Promise<AcceptAck> {
    return this.calls.accept(connection.principal, callId, connection);
  }

  @SubscribeMessage('call:decline')
  async decline(
    @Connected() connection: Connection,
    @MessageBody() { callId, reason }: DeclineDto,
  ): Promise<{ call: Call }> {
    return { call: await this.calls.decline(connection.principal, callId, reason, connection) };
  }

  @SubscribeMessage('call:hangup')
  async hangup(
    @Connected() connection: Connection,
    @MessageBody() { callId }: CallRefDto,
  ): Promise<{ call: Call }> {
    return { call: await this.calls.hangup(connection.principal, callId, connection) };
  }

  @SubscribeMessage('call:connected')
  connected(@Connected() connection: Connection, @MessageBody() { callId }: CallRefDto): Promise<void> {
    return this.transfer.connected(connection, callId);
  }

  @SubscribeMessage('call:move')
  move(@Connected() connection: Connection, @MessageBody() { callId }: CallRefDto): Promise<MoveAck> {
    return this.transfer.begin(connection, callId);
  }

  @SubscribeMessage('call:resume')
  resume(@Connected() connection: Connection, @MessageBody() payload: ResumeDto): Promise<ResumeAck> {
    return this.resuming.resume(connection, payload);
  }
}
