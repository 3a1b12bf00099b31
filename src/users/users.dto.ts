import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import type { Page } from '../platform/http/problem.protocol.js';
import { type OwnUser, type PublicUser, USER_STATUSES, type UserStatus } from './users.protocol.js';

export class PublicUserDto implements PublicUser {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'ana' })
  username: string;

  @ApiProperty({ example: 'Ana' })
  displayName: string;

  @ApiProperty()
  isGuest: boolean;

  @ApiProperty({
    enum: USER_STATUSES,
    enumName: 'UserStatus',
    description: 'As others see it: OFFLINE while no device is connected.',
  })
  status: UserStatus;

  @ApiProperty()
  isOnline: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastSeenAt: string | null;
}

export class OwnUserDto extends PublicUserDto implements OwnUser {
  @ApiProperty({ type: String, format: 'email', nullable: true })
  email: string | null;

  @ApiProperty({
    enum: USER_STATUSES,
    enumName: 'UserStatus',
    description: 'What the user chose; shown to others while a device is connected.',
  })
  chosenStatus: UserStatus;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class UserPageDto implements Page<PublicUser> {
  @ApiProperty({ type: [PublicUserDto] })
  items: PublicUserDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Pass it back as `cursor`; null on the last page.',
  })
  nextCursor: string | null;
}

export class UserIdDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  id: string;
}

export class ListUsersDto {
  @ApiPropertyOptional({ description: 'Part of a username or display name.', maxLength: 64 })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'query must not contain control characters' })
  query?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 50;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cursor?: string;
}

export class ChooseStatusDto {
  @ApiProperty({ enum: USER_STATUSES, enumName: 'UserStatus', description: 'OFFLINE means: appear offline.' })
  @IsIn(USER_STATUSES)
  status: UserStatus;
}
