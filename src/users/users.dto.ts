import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  ValidateIf,
} from 'class-validator';
import { PageDto, PageQueryDto } from '../platform/wire/page.dto.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import {
  BIO_MAX_LENGTH,
  type BlockedUser,
  DISPLAY_NAME_MAX_LENGTH,
  type OwnUser,
  type PublicUser,
  USER_STATUSES,
  USERS_QUERY_MAX_LENGTH,
  type UserStatus,
} from './users.protocol.js';

export class PublicUserDto implements PublicUser {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'ana' })
  username: string;

  @ApiProperty({ example: 'Ana' })
  displayName: string;

  @ApiProperty({
    example: 'Tea, mostly.',
    description: 'What users say about themselves; may be empty.',
  })
  bio: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '/api/media/8f1f4a1c-7d53-4d1b-9a43-0e3f6c1e2b4d?exp=1790000000&sig=…',
    description: 'A signed path that expires after mediaUrlTtlSeconds; get the profile again then.',
  })
  avatarUrl: string | null;

  @ApiProperty()
  isGuest: boolean;

  @ApiProperty({
    enum: USER_STATUSES,
    enumName: 'UserStatus',
    description: 'As others see it: OFFLINE while no device is connected.',
  })
  status: UserStatus;

  @ApiProperty({ example: true })
  isOnline: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastSeenAt: string | null;
}

export class OwnUserDto extends PublicUserDto implements OwnUser {
  @ApiProperty({ example: 'ana@example.org', type: String, format: 'email', nullable: true })
  email: string | null;

  @ApiProperty({
    example: true,
    description: 'Whether the address is proved.',
  })
  emailVerified: boolean;

  @ApiProperty({
    enum: USER_STATUSES,
    enumName: 'UserStatus',
    description: 'What the user chose; shown to others while a device is connected.',
  })
  chosenStatus: UserStatus;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class UserPageDto extends PageDto implements Page<PublicUser> {
  @ApiProperty({ type: [PublicUserDto] })
  items: PublicUserDto[];
}

export class BlockedUserDto implements BlockedUser {
  @ApiProperty()
  user: PublicUserDto;

  @ApiProperty({ format: 'date-time' })
  blockedAt: string;
}

export class BlockedUserPageDto extends PageDto implements Page<BlockedUser> {
  @ApiProperty({ type: [BlockedUserDto] })
  items: BlockedUserDto[];
}

export class UserIdDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  id: string;
}

export class ListUsersDto extends PageQueryDto {
  @ApiPropertyOptional({
    description: 'Part of a username or display name.',
    maxLength: USERS_QUERY_MAX_LENGTH,
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(USERS_QUERY_MAX_LENGTH)
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'query must not contain control characters' })
  query?: string;
}

export class ChooseStatusDto {
  @ApiProperty({ enum: USER_STATUSES, enumName: 'UserStatus', description: 'OFFLINE means: appear offline.' })
  @IsIn(USER_STATUSES)
  status: UserStatus;
}

export class ProfileChangeDto {
  @ApiPropertyOptional({ example: 'Ana', type: String, minLength: 1, maxLength: DISPLAY_NAME_MAX_LENGTH })
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @MaxLength(256)
  displayName?: string;

  @ApiPropertyOptional({
    example: 'Tea, mostly.',
    type: String,
    maxLength: BIO_MAX_LENGTH,
    description: 'Empty removes it.',
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @MaxLength(4 * BIO_MAX_LENGTH)
  bio?: string;
}
