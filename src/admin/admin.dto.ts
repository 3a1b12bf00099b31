import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';
import { Optional } from '../platform/wire/optional.decorator.js';
import { PageDto, PageQueryDto } from '../platform/wire/page.dto.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import {
  ACCOUNT_STATUSES,
  type AccountInfo,
  type AccountStatus,
  type RoleInfo,
} from '../users/users.protocol.js';

const CHOSEN_STATUSES = ['active', 'inactive', 'blocked'] as const;
const ROLES_MAX = 20;
const ROLE_NAME_MAX_LENGTH = 64;

function Roles(): PropertyDecorator {
  return (target, property) => {
    for (const check of [
      IsArray(),
      ArrayMaxSize(ROLES_MAX),
      IsString({ each: true }),
      MaxLength(ROLE_NAME_MAX_LENGTH, { each: true }),
    ])
      check(target, property);
  };
}

export class InviteDto {
  @ApiProperty({ example: 'ben', minLength: 3, maxLength: 32 })
  @IsString()
  @MaxLength(64)
  username: string;

  @ApiProperty({ format: 'email', maxLength: 254, description: 'Where the invitation goes.' })
  @IsString()
  @MaxLength(320)
  email: string;

  @ApiPropertyOptional({
    example: ['auditor'],
    type: [String],
    maxItems: ROLES_MAX,
    description: 'Beside `member`; none above your own.',
  })
  @Optional()
  @Roles()
  roles?: string[];
}

export class ChangeAccountDto {
  @ApiPropertyOptional({
    example: ['auditor'],
    type: [String],
    maxItems: ROLES_MAX,
    description: 'Exactly these, and `member`; none above your own can be added or removed.',
  })
  @Optional()
  @Roles()
  roles?: string[];

  @ApiPropertyOptional({ enum: CHOSEN_STATUSES })
  @Optional()
  @IsIn(CHOSEN_STATUSES)
  status?: (typeof CHOSEN_STATUSES)[number];
}

export class ListAccountsDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'Part of a username, display name or e-mail address.', maxLength: 254 })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(254)
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'query must not contain control characters' })
  query?: string;

  @ApiPropertyOptional({ enum: ACCOUNT_STATUSES, description: 'Without it: all that were not erased.' })
  @IsOptional()
  @IsIn(ACCOUNT_STATUSES)
  status?: AccountStatus;
}

export class AccountDto implements AccountInfo {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'ben' })
  username: string;

  @ApiProperty({ example: 'Ben' })
  displayName: string;

  @ApiProperty({ type: String, format: 'email', nullable: true })
  email: string | null;

  @ApiProperty()
  isGuest: boolean;

  @ApiProperty({ enum: ACCOUNT_STATUSES, description: 'Only active accounts are visible and can sign in.' })
  status: AccountStatus;

  @ApiProperty({ type: [String], example: ['member', 'auditor'] })
  roles: string[];

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastSeenAt: string | null;
}

export class AccountPageDto extends PageDto implements Page<AccountInfo> {
  @ApiProperty({ type: [AccountDto] })
  items: AccountDto[];
}

export class RoleDto implements RoleInfo {
  @ApiProperty({ example: 'auditor' })
  name: string;

  @ApiProperty({ example: 'Reads the audit log.' })
  about: string;

  @ApiProperty({ type: [String], example: ['audit.read', 'users.read'] })
  permissions: string[];
}

export class RolePageDto extends PageDto implements Page<RoleInfo> {
  @ApiProperty({ type: [RoleDto] })
  items: RoleDto[];
}
