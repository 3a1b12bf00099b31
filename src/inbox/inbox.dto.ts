import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, IsUUID, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import type { MissedCall } from '../calls/calls.protocol.js';
import { Optional } from '../platform/wire/optional.decorator.js';
import { PageDto } from '../platform/wire/page.dto.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import type {
  CallsSeenPayload,
  DirectChat,
  MarkReadAck,
  MarkReadPayload,
  OpenPayload,
  Unread,
} from './inbox.protocol.js';

const SEQ_MAX = 2 ** 31 - 1;

export class OpenDto implements OpenPayload {
  @ValidateIf((_, value) => value !== null)
  @IsString()
  @MaxLength(64)
  room: string | null;
}

export class MarkReadDto implements MarkReadPayload {
  @ApiProperty({ example: 'tea-kitchen' })
  @IsString()
  @MaxLength(64)
  room: string;

  @ApiProperty({
    example: 42,
    type: 'integer',
    minimum: 0,
    maximum: SEQ_MAX,
    description: 'The latest message that was read.',
  })
  @IsInt()
  @Min(0)
  @Max(SEQ_MAX)
  seq: number;
}

export class CallsSeenDto implements CallsSeenPayload {
  @ApiPropertyOptional({
    example: '6f1c2a52-7d5b-4d37-9a53-6d3a1f0c9b11',
    format: 'uuid',
    description: 'This missed call and those before it; left out: all.',
  })
  @Optional()
  @IsUUID()
  callId?: string;
}

export class RoomUnreadDto implements MarkReadAck {
  @ApiProperty({ example: 0, description: 'Messages of that room that are still unread.' })
  unread: number;
}

export class MissedCallsDto {
  @ApiProperty({ example: 0, description: 'How many are left.' })
  missedCalls: number;
}

export class UnreadDto implements Unread {
  @ApiProperty({ example: 3, description: 'The sum of byRoom.' })
  total: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer', minimum: 1, maximum: 1000 },
    description: "By the room's slug; only rooms with unread messages.",
    example: { 'tea-kitchen': 3 },
  })
  byRoom: Record<string, number>;

  @ApiProperty({ example: 1, description: 'Missed calls that were not seen yet; not part of total.' })
  missedCalls: number;
}

/** The answer type of another slice's routes, by its name in the document. */
const answered = (name: string) => ({ allOf: [{ $ref: `#/components/schemas/${name}` }] });

class MissedCallDto implements MissedCall {
  @ApiProperty(answered('CallDto'))
  call: MissedCall['call'];

  @ApiProperty(answered('PublicUserDto'))
  caller: MissedCall['caller'];
}

export class MissedCallPageDto extends PageDto implements Page<MissedCall> {
  @ApiProperty({ type: [MissedCallDto] })
  items: MissedCallDto[];
}

class DirectChatDto implements DirectChat {
  @ApiProperty({ example: 'direct-6f1c2a52-7d5b-4d37-9a53-6d3a1f0c9b11', description: "The room's slug." })
  room: string;

  @ApiProperty(answered('ThreadPeerDto'))
  peer: DirectChat['peer'];

  @ApiProperty({
    ...answered('MessageDto'),
    nullable: true,
    description: 'Null while nothing has been said.',
  })
  lastMessage: DirectChat['lastMessage'];

  @ApiProperty({ example: 2 })
  unread: number;
}

export class DirectChatPageDto extends PageDto implements Page<DirectChat> {
  @ApiProperty({ type: [DirectChatDto] })
  items: DirectChatDto[];
}
