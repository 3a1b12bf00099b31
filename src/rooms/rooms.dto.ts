import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { Optional } from '../platform/wire/optional.decorator.js';
import { PageDto } from '../platform/wire/page.dto.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import { CHAT_ROOM_SLUG } from '../platform/wire/wire-limits.protocol.js';
import { ThreadPeerDto } from './direct/thread-peer.dto.js';
import {
  CHOSEN_KINDS,
  type ChosenKind,
  type DirectThread,
  ROOM_ACTIONS,
  ROOM_KINDS,
  ROOM_NAME_MAX_LENGTH,
  ROOM_ROLES,
  type Room,
  type RoomAction,
  type RoomKind,
  type RoomMember,
  type RoomRole,
  type RoomView,
} from './rooms.protocol.js';

export class RoomDto implements Room {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'tea-kitchen' })
  slug: string;

  @ApiProperty({ example: 'Tea kitchen' })
  name: string;

  @ApiProperty({ enum: ROOM_KINDS, enumName: 'RoomKind' })
  kind: RoomKind;

  @ApiProperty({ example: true })
  hasChat: boolean;

  @ApiProperty({ example: true })
  hasVoice: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  archivedAt: string | null;
}

export class RoomViewDto extends RoomDto implements RoomView {
  @ApiProperty({
    enum: ROOM_ROLES,
    enumName: 'RoomRole',
    nullable: true,
    description: 'Your role; null without one.',
  })
  role: RoomRole | null;

  @ApiProperty({ enum: ROOM_ACTIONS, isArray: true, description: 'What you may do there now.' })
  may: RoomAction[];

  @ApiPropertyOptional({ format: 'date-time', description: 'While a moderator has muted one.' })
  mutedUntil?: string;

  @ApiPropertyOptional({ type: ThreadPeerDto, description: 'The other person of a direct thread.' })
  peer?: ThreadPeerDto;
}

export class DirectThreadDto extends RoomViewDto implements DirectThread {
  @ApiProperty({ enum: ['direct'] })
  declare kind: 'direct';

  @ApiProperty({ type: ThreadPeerDto })
  declare peer: ThreadPeerDto;
}

export class StartThreadDto {
  @ApiProperty({ example: 'ana' })
  @IsString()
  @MaxLength(256)
  username: string;
}

export class RoomPageDto extends PageDto implements Page<RoomView> {
  @ApiProperty({ type: [RoomViewDto] })
  items: RoomViewDto[];
}

export class CreateRoomDto {
  @ApiProperty({ example: 'Tea kitchen', minLength: 1, maxLength: ROOM_NAME_MAX_LENGTH })
  @IsString()
  @MaxLength(256)
  name: string;

  @ApiPropertyOptional({
    example: 'tea-kitchen',
    pattern: CHAT_ROOM_SLUG,
    description: 'Made from the name when left out.',
  })
  @Optional()
  @Matches(new RegExp(CHAT_ROOM_SLUG))
  slug?: string;

  @ApiProperty({ enum: CHOSEN_KINDS, enumName: 'ChosenKind' })
  @IsIn(CHOSEN_KINDS)
  kind: ChosenKind;

  @ApiPropertyOptional({ default: true })
  @Optional()
  @IsBoolean()
  hasChat?: boolean;

  @ApiPropertyOptional({ default: true })
  @Optional()
  @IsBoolean()
  hasVoice?: boolean;
}

export class ChangeRoomDto {
  @ApiPropertyOptional({ example: 'Tea kitchen', minLength: 1, maxLength: ROOM_NAME_MAX_LENGTH })
  @Optional()
  @IsString()
  @MaxLength(256)
  name?: string;

  @ApiPropertyOptional({ enum: CHOSEN_KINDS, enumName: 'ChosenKind' })
  @Optional()
  @IsIn(CHOSEN_KINDS)
  kind?: ChosenKind;

  @ApiPropertyOptional()
  @Optional()
  @IsBoolean()
  hasChat?: boolean;

  @ApiPropertyOptional()
  @Optional()
  @IsBoolean()
  hasVoice?: boolean;

  @ApiPropertyOptional({ description: 'True: from now on the room can only be read.' })
  @Optional()
  @IsBoolean()
  archived?: boolean;
}

export class RoomMemberDto implements RoomMember {
  @ApiProperty({ format: 'uuid' })
  userId: string;

  @ApiProperty({ example: 'ana' })
  username: string;

  @ApiProperty({ example: 'Ana' })
  displayName: string;

  @ApiProperty()
  isGuest: boolean;

  @ApiProperty({ enum: ROOM_ROLES, enumName: 'RoomRole' })
  role: RoomRole;

  @ApiProperty({ format: 'date-time', description: 'When the role was given.' })
  since: string;
}

export class RoomMemberPageDto extends PageDto implements Page<RoomMember> {
  @ApiProperty({ type: [RoomMemberDto] })
  items: RoomMemberDto[];
}

export class GiveRoleDto {
  @ApiProperty({ enum: ROOM_ROLES, enumName: 'RoomRole' })
  @IsIn(ROOM_ROLES)
  role: RoomRole;
}

export class SlugDto {
  @ApiProperty({ example: 'tea-kitchen' })
  @IsString()
  slug: string;
}

export class MemberDto extends SlugDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  userId: string;
}
