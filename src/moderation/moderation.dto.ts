import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { Optional } from '../platform/wire/optional.decorator.js';
import { PageDto, PageQueryDto } from '../platform/wire/page.dto.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import {
  type Report,
  REPORT_REASONS,
  REPORT_STATUSES,
  REPORT_TEXT_MAX_LENGTH,
  type ReportedMessage,
  type ReportedPerson,
  type ReportReason,
  type ReportReceipt,
  type ReportStatus,
} from './moderation.protocol.js';

const CLOSED = ['resolved', 'dismissed'] as const;
/** Several lines; no other control characters, and no halves of surrogate pairs, which cannot be stored. */
const PRINTABLE = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u;

export class ComplaintDto {
  @ApiProperty({ enum: REPORT_REASONS, enumName: 'ReportReason' })
  @IsIn(REPORT_REASONS)
  reason: ReportReason;

  @ApiPropertyOptional({ example: 'Sends the same link again and again.', maxLength: REPORT_TEXT_MAX_LENGTH })
  @Optional()
  @IsString()
  @MaxLength(REPORT_TEXT_MAX_LENGTH)
  @Matches(PRINTABLE, { message: 'note must not have control characters' })
  note?: string;
}

export class VerdictDto {
  @ApiProperty({ enum: CLOSED, description: 'resolved: something was done about it.' })
  @IsIn(CLOSED)
  status: (typeof CLOSED)[number];

  @ApiPropertyOptional({
    example: 'Warned them.',
    maxLength: REPORT_TEXT_MAX_LENGTH,
    description: 'What was done, or why nothing.',
  })
  @Optional()
  @IsString()
  @MaxLength(REPORT_TEXT_MAX_LENGTH)
  @Matches(PRINTABLE, { message: 'resolution must not have control characters' })
  resolution?: string;
}

export class ReportsOfDto {
  @ApiProperty({ example: 'tea-kitchen' })
  @IsString()
  slug: string;
}

export class ReportedMessageDto extends ReportsOfDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  id: string;
}

export class ReportIdDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  id: string;
}

export class ListReportsDto extends PageQueryDto {
  @ApiPropertyOptional({ enum: REPORT_STATUSES, enumName: 'ReportStatus' })
  @Optional()
  @IsIn(REPORT_STATUSES)
  status?: ReportStatus;
}

export class ReportReceiptDto implements ReportReceipt {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: REPORT_STATUSES, enumName: 'ReportStatus' })
  status: ReportStatus;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

class ReportedPersonDto implements ReportedPerson {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'eve' })
  username: string;

  @ApiProperty({ example: 'Eve' })
  displayName: string;
}

class ReportRoomDto {
  @ApiProperty({ example: 'tea-kitchen' })
  slug: string;

  @ApiProperty({ example: 'Tea kitchen' })
  name: string;
}

class EvidenceDto implements ReportedMessage {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 42, type: 'integer' })
  seq: number;

  @ApiProperty({ example: 'Buy now!', description: 'As it was when it was reported.' })
  text: string;

  @ApiProperty({ example: 0, type: 'integer', description: 'How many images the message showed.' })
  images: number;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class ReportDto extends ReportReceiptDto implements Report {
  @ApiProperty({ enum: REPORT_REASONS, enumName: 'ReportReason' })
  reason: ReportReason;

  @ApiProperty({ example: 'Sends the same link again and again.' })
  note: string;

  @ApiProperty({ type: ReportRoomDto, nullable: true })
  room: ReportRoomDto | null;

  @ApiProperty({ type: EvidenceDto, nullable: true })
  message: EvidenceDto | null;

  @ApiProperty({ type: ReportedPersonDto, nullable: true })
  subject: ReportedPersonDto | null;

  @ApiProperty({
    type: ReportedPersonDto,
    nullable: true,
    description: 'Null for the moderators of a room.',
  })
  reporter: ReportedPersonDto | null;

  @ApiProperty({ type: String, nullable: true })
  resolution: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  resolvedAt: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  resolvedBy: string | null;
}

export class ReportPageDto extends PageDto implements Page<Report> {
  @ApiProperty({ type: [ReportDto] })
  items: ReportDto[];
}
