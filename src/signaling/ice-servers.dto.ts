import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { IceServer, IceServers } from './signaling.protocol.js';

export class IceServerDto implements IceServer {
  @ApiProperty({ type: [String], example: ['turn:turn.example.org:3478?transport=udp'] })
  urls: string[];

  @ApiPropertyOptional({ description: 'expiry (seconds since 1970) and user id' })
  username?: string;

  @ApiPropertyOptional({ description: 'base64(HMAC-SHA1(secret, username))' })
  credential?: string;
}

export class IceServersDto implements IceServers {
  @ApiProperty({ type: [IceServerDto] })
  iceServers: IceServerDto[];

  @ApiProperty({ description: 'Seconds the TURN credentials stay valid' })
  ttlSeconds: number;
}
