import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Optional } from '../../platform/wire/optional.decorator.js';
import { CHAT_ROOM_SLUG } from '../../platform/wire/wire-limits.protocol.js';
import {
  EVENT_DATA_MAX_BYTES,
  EVENT_NAME,
  EVENT_NAME_MAX_LENGTH,
  EVENT_USERS_MAX,
} from '../integrations.protocol.js';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/;

class RecipientsDto {
  @ApiPropertyOptional({
    example: ['6f1c2a52-7d5b-4d37-9a53-6d3a1f0c9b11'],
    type: [String],
    format: 'uuid',
    minItems: 1,
    maxItems: EVENT_USERS_MAX,
    description: 'Every device of these users. Users who do not exist are left out.',
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(EVENT_USERS_MAX)
  @IsUUID('all', { each: true })
  userIds?: string[];

  @ApiPropertyOptional({
    pattern: CHAT_ROOM_SLUG,
    description:
      'Every device of the users with a role there, except `blocked`, and those that have joined it.',
  })
  @Optional()
  @IsString()
  @Matches(new RegExp(CHAT_ROOM_SLUG), { message: 'room must be the slug of a room' })
  room?: string;
}

export class PublishEventDto {
  @ApiProperty({ type: RecipientsDto, description: 'Either users or a room.' })
  @IsObject()
  @ValidateNested()
  @Type(() => RecipientsDto)
  to: RecipientsDto;

  @ApiProperty({ pattern: EVENT_NAME, maxLength: EVENT_NAME_MAX_LENGTH, example: 'post.unlocked' })
  @IsString()
  @MaxLength(EVENT_NAME_MAX_LENGTH)
  @Matches(new RegExp(EVENT_NAME), { message: 'event must be a name such as post.unlocked' })
  event: string;

  @ApiProperty({
    type: Object,
    description: `Whatever your page understands; as JSON at most ${EVENT_DATA_MAX_BYTES} bytes.`,
    example: { postId: 42 },
  })
  @IsObject()
  data: Record<string, unknown>;

  @ApiPropertyOptional({
    description:
      'Within 24 hours the same key and body are the same event, delivered once. 1 to 128 visible ASCII characters.',
    example: 'grant-8812',
  })
  @Optional()
  @IsString()
  @Matches(IDEMPOTENCY_KEY, { message: 'idempotencyKey must have 1 to 128 visible ASCII characters' })
  idempotencyKey?: string;
}

export class PublishedEventDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'date-time' })
  at: string;
}
