import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { Optional } from '../../platform/wire/optional.decorator.js';
import { PageDto } from '../../platform/wire/page.dto.js';
import type { Page } from '../../platform/wire/problem.protocol.js';
import { SlugDto } from '../rooms.dto.js';
import {
  INVITATION_TTL_S,
  INVITATION_USES_MAX,
  type InvitationPreview,
  INVITED_ROLES,
  type InvitedRole,
  type NewRoomInvitation,
  ROOM_KINDS,
  type RoomInvitation,
  type RoomKind,
  type RoomPerson,
} from '../rooms.protocol.js';

export class RoomPersonDto implements RoomPerson {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'ana' })
  username: string;

  @ApiProperty({ example: 'Ana' })
  displayName: string;
}

export class InviteToRoomDto {
  @ApiPropertyOptional({ enum: INVITED_ROLES, default: 'member' })
  @Optional()
  @IsIn(INVITED_ROLES)
  role?: InvitedRole;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: INVITATION_TTL_S.least,
    maximum: INVITATION_TTL_S.most,
    default: INVITATION_TTL_S.usual,
  })
  @Optional()
  @IsInt()
  @Min(INVITATION_TTL_S.least)
  @Max(INVITATION_TTL_S.most)
  expiresInS?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: INVITATION_USES_MAX,
    description: 'Left out: any number, until it expires.',
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(INVITATION_USES_MAX)
  maxUses?: number;
}

export class RoomInvitationDto implements RoomInvitation {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: INVITED_ROLES })
  role: InvitedRole;

  @ApiProperty()
  createdBy: RoomPersonDto;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  @ApiProperty({ example: 10, type: 'integer', nullable: true })
  maxUses: number | null;

  @ApiProperty({ example: 0, type: 'integer' })
  uses: number;
}

export class NewRoomInvitationDto extends RoomInvitationDto implements NewRoomInvitation {
  @ApiProperty({
    example: 'join_…',
    description: 'Only this answer contains it; the server keeps its SHA-256.',
  })
  token: string;

  @ApiProperty({ example: 'https://ringline.example/#invite=join_…' })
  link: string;
}

export class RoomInvitationPageDto extends PageDto implements Page<RoomInvitation> {
  @ApiProperty({ type: [RoomInvitationDto] })
  items: RoomInvitationDto[];
}

export class InvitationOfDto extends SlugDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  id: string;
}

export class InvitationTokenDto {
  @ApiProperty({ example: 'join_…' })
  @IsString()
  @MaxLength(200)
  token: string;
}

class InvitedRoomDto {
  @ApiProperty({ example: 'tea-kitchen' })
  slug: string;

  @ApiProperty({ example: 'Tea kitchen' })
  name: string;

  @ApiProperty({ enum: ROOM_KINDS, enumName: 'RoomKind' })
  kind: RoomKind;
}

export class InvitationPreviewDto implements InvitationPreview {
  @ApiProperty()
  room: InvitedRoomDto;

  @ApiProperty({ enum: INVITED_ROLES })
  role: InvitedRole;

  @ApiProperty()
  invitedBy: RoomPersonDto;

  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  @ApiProperty({ description: 'Whether you have a role there already that accepting would not change.' })
  isMember: boolean;
}
