import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsString, ValidateIf } from 'class-validator';
import { MaxPasswordBytes } from '../passwords/password.decorator.js';
import type { AuditRecord } from '../platform/audit/audit.protocol.js';
import type { AccountInfo, OwnUser } from '../users/users.protocol.js';
import type { ExportedSession, PersonalExport } from './accounts.protocol.js';

export class DeleteAccountDto {
  @ApiPropertyOptional({
    example: 'correct horse battery staple',
    type: String,
    format: 'password',
    description: 'Needed when the account has one; otherwise sign in again and ask within ten minutes.',
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @MaxPasswordBytes()
  password?: string;
}

export class PersonalExportDto implements PersonalExport {
  [holding: string]: unknown;

  @ApiProperty({ format: 'date-time' })
  exportedAt: string;

  @ApiProperty({ allOf: [{ $ref: getSchemaPath('AccountDto') }] })
  account: AccountInfo;

  @ApiProperty({ allOf: [{ $ref: getSchemaPath('OwnUserDto') }] })
  profile: OwnUser;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  identities: { provider: string; subject: string; createdAt: string }[];

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  sessions: ExportedSession[];

  @ApiProperty({ type: 'array', items: { $ref: getSchemaPath('AuditRecordDto') } })
  audit: AuditRecord[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Your calls, the newest first.',
  })
  calls: object[];

  @ApiProperty({ type: 'object', additionalProperties: true })
  callSettings: object;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  blocked: object[];
}
