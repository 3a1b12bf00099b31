import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { IsInstant } from '../wire/instant.js';
import { PageDto, PageQueryDto } from '../wire/page.dto.js';
import type { Page } from '../wire/problem.protocol.js';
import { AUDIT_EVENTS, type AuditEventName } from '../audit/audit.policy.js';
import type { AuditRecord } from '../audit/audit.protocol.js';

const EVENTS = Object.keys(AUDIT_EVENTS) as AuditEventName[];

export class AuditQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ enum: EVENTS, enumName: 'AuditEvent' })
  @IsOptional()
  @IsIn(EVENTS)
  event?: AuditEventName;

  @ApiPropertyOptional({ format: 'uuid', description: 'The user it was done to.' })
  @IsOptional()
  @IsUUID()
  subjectId?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The user who did it.' })
  @IsOptional()
  @IsUUID()
  actorId?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'From then on.' })
  @IsOptional()
  @IsInstant()
  since?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Before then.' })
  @IsOptional()
  @IsInstant()
  until?: string;
}

export class AuditRecordDto implements AuditRecord {
  @ApiProperty({ example: '4711' })
  id: string;

  @ApiProperty({ format: 'date-time' })
  at: string;

  @ApiProperty({ enum: EVENTS, enumName: 'AuditEvent' })
  event: AuditEventName;

  @ApiProperty({ example: 'warn' })
  level: string;

  @ApiProperty({ enum: ['success', 'failure'] })
  result: 'success' | 'failure';

  @ApiProperty({ type: String, nullable: true, example: 'logout' })
  reason: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  actorId: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  subjectId: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  sessionId: string | null;

  @ApiProperty({ type: String, nullable: true })
  ip: string | null;

  @ApiProperty({ type: String, nullable: true })
  userAgent: string | null;

  @ApiProperty({ type: String, nullable: true })
  requestId: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true })
  details: Record<string, unknown>;
}

export class AuditPageDto extends PageDto implements Page<AuditRecord> {
  @ApiProperty({ type: [AuditRecordDto] })
  items: AuditRecordDto[];
}
