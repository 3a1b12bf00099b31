import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { IsInstant } from '../../platform/wire/instant.js';
import { Optional } from '../../platform/wire/optional.decorator.js';
import { PageDto } from '../../platform/wire/page.dto.js';
import type { Page } from '../../platform/wire/problem.protocol.js';
import { RoomPersonDto } from '../invitations/room-invitations.dto.js';
import { MUTE_MAX_S, type RoomMute } from '../rooms.protocol.js';

export class MuteDto {
  @ApiPropertyOptional({ format: 'date-time', description: 'Within a year; this or forS.' })
  @Optional()
  @IsInstant()
  until?: string;

  @ApiPropertyOptional({
    example: 3600,
    type: 'integer',
    minimum: 1,
    maximum: MUTE_MAX_S,
    description: 'In seconds.',
  })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MUTE_MAX_S)
  forS?: number;
}

export class RoomMuteDto implements RoomMute {
  @ApiProperty()
  user: RoomPersonDto;

  @ApiProperty({ format: 'date-time' })
  until: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  mutedBy: string | null;
}

export class RoomMutePageDto extends PageDto implements Page<RoomMute> {
  @ApiProperty({ type: [RoomMuteDto] })
  items: RoomMuteDto[];
}
