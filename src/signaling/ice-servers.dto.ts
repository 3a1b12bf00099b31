import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { IceServer, IceServers } from './signaling.protocol.js';

export class IceServerDto implements IceServer {
  @ApiProperty({ type: [String], example: ['turn:turn.example.org:3478?transport=udp'] })
  urls: string[];

  @ApiPropertyOptional({
    example: '1790000000:6f1c2a52-7d5b-4d37-9a53-6d3a1f0c9b11',
    description: 'Expiry (seconds since 1970) and user id.',
  })
  username?: string;

  @ApiPropertyOptional({
    example: 'k2JfB0m6mU1x6Qk9v0Yw3o0m5dU=',
    description: 'base64(HMAC-SHA1(secret, username)).',
  })
  credential?: string;
}

export class IceServersDto implements IceServers {
  @ApiProperty({ type: [IceServerDto] })
  iceServers: IceServerDto[];

  @ApiProperty({ example: 3600, description: 'How many seconds the TURN credentials are valid.' })
  ttlSeconds: number;
}
