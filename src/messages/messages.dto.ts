import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import type { Media } from '../media/media.protocol.js';
import { Optional } from '../platform/wire/optional.decorator.js';
import { CHAT_MESSAGE_MAX_LENGTH } from '../platform/wire/wire-limits.protocol.js';
import type { RoomRef } from '../rooms/rooms.protocol.js';
import {
  ATTACHMENTS_MAX,
  CLIENT_ID,
  type History,
  type JoinRoomPayload,
  type Message,
  type MessageAuthor,
  type MessageRef,
  MESSAGES_MAX,
  type Reaction,
  type ReactPayload,
  SEARCH_MAX_LENGTH,
  type SendAck,
  type SendPayload,
} from './messages.protocol.js';

const SEQ_MAX = 2 ** 31 - 1;
const TEXT = {
  maxLength: CHAT_MESSAGE_MAX_LENGTH,
  description: 'In code points; may be empty only beside attachments.',
};

export class MessageRoomDto implements RoomRef {
  @IsString()
  @MaxLength(64)
  room: string;
}

export class JoinRoomDto extends MessageRoomDto implements JoinRoomPayload {
  @Optional()
  @IsInt()
  @Min(0)
  @Max(SEQ_MAX)
  afterSeq?: number;

  @Optional()
  @IsInt()
  @Min(0)
  @Max(SEQ_MAX)
  afterRevision?: number;
}

export class NewMessageDto {
  @ApiProperty({
    example: '0f7d2c',
    pattern: CLIENT_ID,
    description: 'The same id again is the same message.',
  })
  @Matches(new RegExp(CLIENT_ID))
  clientId: string;

  @ApiProperty({ ...TEXT, example: 'The kettle is on.' })
  @IsString()
  text: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'A message of the same room.' })
  @Optional()
  @IsUUID()
  replyTo?: string;

  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    maxItems: ATTACHMENTS_MAX,
    description: 'Ids of your uploads that nothing refers to yet.',
  })
  @Optional()
  @IsArray()
  @ArrayMaxSize(ATTACHMENTS_MAX)
  @IsUUID('all', { each: true })
  @ArrayUnique((id) => String(id).toLowerCase())
  attachments?: string[];
}

export class SendDto extends NewMessageDto implements SendPayload {
  @IsString()
  @MaxLength(64)
  room: string;
}

export class MessageRefDto extends MessageRoomDto implements MessageRef {
  @IsUUID()
  id: string;
}

export class EditDto extends MessageRefDto {
  @IsString()
  text: string;
}

export class ReactDto extends MessageRefDto implements ReactPayload {
  @IsString()
  @MaxLength(32)
  emoji: string;
}

export class HistoryOfDto {
  @ApiProperty({ example: 'tea-kitchen' })
  @IsString()
  slug: string;
}

export class MessageOfDto extends HistoryOfDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  id: string;
}

export class ReactionOfDto extends MessageOfDto {
  @ApiProperty({ maxLength: 32, example: '👍', description: 'One emoji, percent-encoded.' })
  @IsString()
  @MaxLength(32)
  emoji: string;
}

export class NewTextDto {
  @ApiProperty({ ...TEXT, example: 'The kettle was on.' })
  @IsString()
  text: string;
}

class LimitDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MESSAGES_MAX, default: 50 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MESSAGES_MAX)
  limit: number = 50;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Older ones than this.' })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(SEQ_MAX)
  beforeSeq?: number;
}

export class HistoryQueryDto extends LimitDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Later ones than this.' })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(SEQ_MAX)
  afterSeq?: number;
}

export class SearchQueryDto extends LimitDto {
  @ApiProperty({
    example: 'kettle',
    minLength: 1,
    maxLength: SEARCH_MAX_LENGTH,
    description: 'Words, "phrases", or, -without; as websearch_to_tsquery of PostgreSQL reads them.',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(SEARCH_MAX_LENGTH)
  @Matches(/^[^\0]*$/, { message: 'q must not have null characters' })
  q: string;
}

class MessageAuthorDto implements MessageAuthor {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'ana' })
  username: string;

  @ApiProperty({ example: 'Ana' })
  displayName: string;

  @ApiProperty()
  isGuest: boolean;
}

class ReactionDto implements Reaction {
  @ApiProperty({ example: '👍' })
  emoji: string;

  @ApiProperty({ example: 3 })
  count: number;

  @ApiProperty({ example: true, description: 'Whether one of them is yours.' })
  mine: boolean;
}

export class ReactionsDto {
  @ApiProperty({ type: [ReactionDto] })
  reactions: ReactionDto[];
}

class RepliedDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 41 })
  seq: number;
}

export class SendAckDto implements SendAck {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 42 })
  seq: number;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class MessageDto extends SendAckDto implements Message {
  @ApiProperty({ example: 'tea-kitchen' })
  room: string;

  @ApiProperty({ example: '0f7d2c' })
  clientId: string;

  @ApiProperty()
  author: MessageAuthorDto;

  @ApiProperty({
    example: 'The kettle is on.',
    type: String,
    nullable: true,
    description: 'As it was sent; null once deleted.',
  })
  text: string | null;

  @ApiPropertyOptional()
  replyTo?: RepliedDto;

  @ApiPropertyOptional({ type: [String], description: 'Ids of users.' })
  mentions?: string[];

  @ApiPropertyOptional({ type: 'array', items: { $ref: getSchemaPath('MediaDto') } })
  attachments?: Media[];

  @ApiPropertyOptional({ format: 'date-time' })
  editedAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  deletedAt?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'A moderator who edited or deleted it.' })
  changedBy?: string;

  @ApiPropertyOptional()
  revision?: number;

  @ApiPropertyOptional({ type: [ReactionDto] })
  reactions?: ReactionDto[];
}

export class FoundMessagesDto {
  @ApiProperty({ type: [MessageDto] })
  messages: MessageDto[];

  @ApiProperty()
  hasMore: boolean;
}

export class HistoryDto extends FoundMessagesDto implements History {
  @ApiProperty({ example: 128, description: "The number of the room's latest message." })
  lastSeq: number;
}
