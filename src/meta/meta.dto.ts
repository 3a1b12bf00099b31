import { ApiProperty } from '@nestjs/swagger';
import { CHAT_ROOM_SLUG, type MediaMode } from '../platform/wire/wire-limits.protocol.js';
import type { ClientConfig } from './meta.protocol.js';

export class ClientConfigDto implements ClientConfig {
  @ApiProperty({ example: 1 })
  protocolVersion: number;

  @ApiProperty({ example: 25000 })
  heartbeatMs: number;

  @ApiProperty({ example: 32 })
  usernameMaxLength: number;

  @ApiProperty({ example: 4000, description: 'In characters (Unicode code points).' })
  chatMessageMaxLength: number;

  @ApiProperty({
    example: CHAT_ROOM_SLUG,
    description: 'As ECMAScript writes regular expressions, without delimiters.',
  })
  chatRoomSlugRegex: string;

  @ApiProperty({ example: 300 })
  mediaUrlTtlSeconds: number;

  @ApiProperty({ enum: ['stream', 'accel'] })
  mediaMode: MediaMode;

  @ApiProperty({ enum: ['password', 'guest'], isArray: true })
  signInMethods: ('password' | 'guest')[];

  @ApiProperty({ type: [String], example: ['github'], description: 'GET /api/auth/oauth/:provider' })
  oauthProviders: string[];
}
