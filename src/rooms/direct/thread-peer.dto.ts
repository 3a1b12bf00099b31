import { ApiProperty } from '@nestjs/swagger';
import { USER_STATUSES, type UserStatus } from '../../users/users.protocol.js';
import type { ThreadPeer } from '../rooms.protocol.js';

/** As a public profile, for one of a direct thread's two people. */
export class ThreadPeerDto implements ThreadPeer {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'ana' })
  username: string;

  @ApiProperty({ example: 'Ana' })
  displayName: string;

  @ApiProperty({ example: 'Tea, mostly.' })
  bio: string;

  @ApiProperty({ type: String, nullable: true })
  avatarUrl: string | null;

  @ApiProperty()
  isGuest: boolean;

  @ApiProperty({ enum: USER_STATUSES, enumName: 'UserStatus' })
  status: UserStatus;

  @ApiProperty({ example: true })
  isOnline: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastSeenAt: string | null;

  @ApiProperty({ description: 'Whether you have blocked them.' })
  isBlocked: boolean;
}
