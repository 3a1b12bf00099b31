/** A Nest gateway as tutorials write it: Express, IoAdapter, ValidationPipe and, with GUARD=1, a JWT guard per message. */
import 'reflect-metadata';
import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  Module,
  UseGuards,
  UsePipes,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { IoAdapter } from '@nestjs/platform-socket.io';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  WsException,
} from '@nestjs/websockets';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import type { Server, Socket } from 'socket.io';

class DescriptionDto {
  @IsIn(['offer', 'answer', 'pranswer', 'rollback'])
  type: string;

  @IsString()
  sdp: string;
}

class CandidateDto {
  @IsString()
  candidate: string;

  @IsOptional()
  @IsString()
  sdpMid?: string;

  @IsOptional()
  @IsInt()
  sdpMLineIndex?: number;

  @IsOptional()
  @IsString()
  usernameFragment?: string;
}

class SignalDto {
  @IsString()
  groupId: string;

  @IsString()
  to: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => DescriptionDto)
  description?: DescriptionDto;

  @IsOptional()
  @ValidateNested()
  @Type(() => CandidateDto)
  candidate?: CandidateDto;
}

class CallDto {
  @IsString()
  to: string;

  @IsOptional()
  @IsString()
  callId?: string;
}

const tokenOf = (client: Socket) => (client.handshake.auth as { token: string }).token;

@Injectable()
class WsJwtGuard implements CanActivate {
  constructor(private readonly jwt: JwtService) {}

  canActivate(context: ExecutionContext): boolean {
    const client = context.switchToWs().getClient<Socket>();
    try {
      client.data.user = this.jwt.verify(tokenOf(client));
      return true;
    } catch {
      throw new WsException('Unauthorized');
    }
  }
}

const guards = process.env.GUARD === '1' ? [WsJwtGuard] : [];

@WebSocketGateway()
@UsePipes(new ValidationPipe({ transform: true, whitelist: true }))
@UseGuards(...guards)
class SignalGateway implements OnGatewayConnection {
  @WebSocketServer()
  server: Server;

  constructor(private readonly jwt: JwtService) {}

  handleConnection(client: Socket): void {
    try {
      client.data.user = this.jwt.verify(tokenOf(client));
    } catch {
      client.disconnect();
    }
  }

  @SubscribeMessage('signal')
  signal(@MessageBody() message: SignalDto, @ConnectedSocket() client: Socket): object {
    return this.relay('signal', message, client);
  }

  @SubscribeMessage('call:ring')
  ring(@MessageBody() message: CallDto, @ConnectedSocket() client: Socket): object {
    return this.relay('call:incoming', message, client);
  }

  @SubscribeMessage('call:accept')
  accept(@MessageBody() message: CallDto, @ConnectedSocket() client: Socket): object {
    return this.relay('call:accepted', message, client);
  }

  private relay(event: string, message: { to: string }, client: Socket): object {
    this.server.to(message.to).emit(event, { ...message, from: client.id });
    return { ok: true, data: {} };
  }
}

@Module({
  imports: [JwtModule.register({ secret: process.env.TOKEN_SECRET })],
  providers: [SignalGateway],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: false });
app.useWebSocketAdapter(new IoAdapter(app));
await app.listen(Number(process.env.PORT), '127.0.0.1');
