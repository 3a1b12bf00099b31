import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Optional } from '../platform/wire/optional.decorator.js';
import type { RoomRef } from '../rooms/rooms.protocol.js';
import type { LastSeq, VoiceChannel, VoiceJoinPayload, VoicePeer, VoiceState } from './voice.protocol.js';

const MAX_PEERS = 64;

export class VoiceRoomDto implements RoomRef {
  @IsString()
  @MaxLength(64)
  room: string;
}

export class VoiceStateChangeDto extends VoiceRoomDto implements Partial<VoiceState> {
  @Optional()
  @IsBoolean()
  muted?: boolean;

  @Optional()
  @IsBoolean()
  deafened?: boolean;

  @Optional()
  @IsBoolean()
  camera?: boolean;

  @Optional()
  @IsBoolean()
  screen?: boolean;
}

export class LastSeqDto implements LastSeq {
  @IsUUID()
  peerId: string;

  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  seq: number;
}

export class VoiceJoinDto extends VoiceStateChangeDto implements VoiceJoinPayload {
  @Optional()
  @IsUUID()
  peerId?: string;

  @Optional()
  @IsArray()
  @ArrayMaxSize(MAX_PEERS)
  @ValidateNested({ each: true })
  @Type(() => LastSeqDto)
  lastSeqs?: LastSeqDto[];
}

export class VoiceKickDto extends VoiceRoomDto {
  @IsUUID()
  userId: string;
}

export class VoiceParticipantDto {
  @ApiProperty({ example: 'tea-kitchen' })
  @IsString()
  slug: string;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  userId: string;
}

export class VoiceChannelOfDto {
  @ApiProperty({ example: 'tea-kitchen' })
  @IsString()
  slug: string;
}

export class VoiceStateDto implements VoiceState {
  @ApiProperty()
  muted: boolean;

  @ApiProperty()
  deafened: boolean;

  @ApiProperty()
  camera: boolean;

  @ApiProperty()
  screen: boolean;
}

export class VoicePeerDto implements VoicePeer {
  @ApiProperty({ format: 'uuid' })
  peerId: string;

  @ApiProperty({ format: 'uuid' })
  userId: string;

  @ApiProperty({ example: 'ana' })
  username: string;

  @ApiProperty()
  state: VoiceStateDto;

  @ApiPropertyOptional({ type: Boolean, description: 'True: it may only listen; with LiveKit only.' })
  listensOnly?: true;

  @ApiPropertyOptional({ type: Boolean, description: 'True: its connection is lost and it may come back.' })
  away?: true;

  @ApiPropertyOptional({ description: "The device's name in LiveKit's room; with LiveKit only." })
  identity?: string;
}

export class VoiceChannelDto implements VoiceChannel {
  @ApiProperty({ type: [VoicePeerDto] })
  peers: VoicePeerDto[];

  @ApiProperty({
    example: 8,
    type: Number,
    nullable: true,
    description: 'VOICE_MESH_MAX; null with LiveKit.',
  })
  max: number | null;
}
