import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
} from 'class-validator';
import { Optional } from '../../platform/wire/optional.decorator.js';
import { PageDto } from '../../platform/wire/page.dto.js';
import { ShownLine } from '../../platform/wire/shown-line.decorator.js';
import { type DeadLetter, WEBHOOK_EVENT, type WebhookInfo } from '../integrations.protocol.js';

const URL_MAX_LENGTH = 2048;
const DESCRIPTION_MAX_LENGTH = 200;
const EVENTS_MAX = 20;
const EVENT_MAX_LENGTH = 64;
const REPLAY_MAX = 100;

function EventTypes(): PropertyDecorator {
  return (target, property) => {
    for (const check of [
      IsArray(),
      ArrayMinSize(1),
      ArrayMaxSize(EVENTS_MAX),
      IsString({ each: true }),
      MaxLength(EVENT_MAX_LENGTH, { each: true }),
      Matches(new RegExp(WEBHOOK_EVENT), {
        each: true,
        message: 'events must be such as call.* or user.created',
      }),
    ])
      check(target, property);
  };
}

const EVENTS = {
  type: 'array',
  minItems: 1,
  maxItems: EVENTS_MAX,
  items: { type: 'string', pattern: WEBHOOK_EVENT, example: 'call.*' },
  example: ['call.*', 'user.created'],
  description: 'Types of events, or whole families.',
} as const;
const URL_PROPERTY = {
  format: 'uri',
  maxLength: URL_MAX_LENGTH,
  example: 'https://shop.example.org/hooks/ringline',
  description: 'https and a host of the open internet, unless WEBHOOK_ALLOW_PRIVATE says otherwise.',
};

export class SubscribeDto {
  @ApiProperty(URL_PROPERTY)
  @IsString()
  @MaxLength(URL_MAX_LENGTH)
  url: string;

  @ApiProperty(EVENTS)
  @EventTypes()
  events: string[];

  @ApiPropertyOptional({ example: 'Shop', maxLength: DESCRIPTION_MAX_LENGTH })
  @Optional()
  @IsString()
  @ShownLine(DESCRIPTION_MAX_LENGTH, { mayBeEmpty: true })
  description?: string;
}

export class ChangeWebhookDto {
  @ApiPropertyOptional(URL_PROPERTY)
  @Optional()
  @IsString()
  @MaxLength(URL_MAX_LENGTH)
  url?: string;

  @ApiPropertyOptional(EVENTS)
  @Optional()
  @EventTypes()
  events?: string[];

  @ApiPropertyOptional({ maxLength: DESCRIPTION_MAX_LENGTH })
  @Optional()
  @IsString()
  @ShownLine(DESCRIPTION_MAX_LENGTH, { mayBeEmpty: true })
  description?: string;

  @ApiPropertyOptional({
    example: true,
    description: 'While it is off no events are kept for it; pending deliveries stay.',
  })
  @Optional()
  @IsBoolean()
  enabled?: boolean;
}

const instant = (description: string) => ({ type: String, format: 'date-time', nullable: true, description });

export class WebhookDto implements WebhookInfo {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'https://shop.example.org/hooks/ringline', format: 'uri' })
  url: string;

  @ApiProperty({ example: ['call.*', 'user.created'], type: [String] })
  events: string[];

  @ApiProperty({ example: 'Shop' })
  description: string;

  @ApiProperty({ example: true })
  enabled: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['failing', 'gone', null],
    description:
      'Why the server switched it off: no delivery succeeded for five days, or one was answered 410.',
  })
  disabledReason: string | null;

  @ApiProperty(instant('Until when the previous secret also signs.'))
  previousSecretUntil: string | null;

  @ApiProperty(instant('Since when deliveries fail; null while they succeed.'))
  failingSince: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'status_500',
    description:
      'status_<code>, gone, timeout, connection_refused, connection_failed, name_not_found, certificate_refused, address_refused.',
  })
  lastFailure: string | null;

  @ApiProperty(instant('To the minute.'))
  lastSuccessAt: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ example: 0, type: 'integer', description: 'Pending deliveries.' })
  waiting: number;

  @ApiProperty({ example: 0, type: 'integer', description: 'Deliveries that were given up.' })
  deadLetters: number;
}

export class WebhookWithSecretDto extends WebhookDto {
  @ApiProperty({ example: 'whsec_…', description: 'Verifies deliveries; only this answer contains it.' })
  secret: string;
}

export class WebhookPageDto extends PageDto {
  @ApiProperty({ type: [WebhookDto] })
  items: WebhookDto[];
}

export class DeadLetterDto implements DeadLetter {
  @ApiProperty({ format: 'uuid', description: 'The webhook-id header of every attempt.' })
  id: string;

  @ApiProperty({ example: 'call.ended' })
  type: string;

  @ApiProperty({ example: 'call:6f1f2a52-9c6e-4d1f-8d5e-111111111111' })
  subject: string;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  deadAt: string;

  @ApiProperty({ example: 78, type: 'integer' })
  attempts: number;

  @ApiProperty({ type: String, nullable: true })
  lastFailure: string | null;
}

export class DeadLetterPageDto extends PageDto {
  @ApiProperty({ type: [DeadLetterDto] })
  items: DeadLetterDto[];
}

export class ReplayDto {
  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    minItems: 1,
    maxItems: REPLAY_MAX,
    description: 'Absent: all.',
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(REPLAY_MAX)
  @IsUUID('all', { each: true })
  ids?: string[];
}

export class ReplayedDto {
  @ApiProperty({ example: 3, type: 'integer', description: 'How many are delivered again.' })
  replayed: number;
}
