import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { MaxPasswordBytes } from '../passwords/password.decorator.js';
import { PASSWORD_MAX_LENGTH, type PasswordRulesInfo } from '../passwords/passwords.protocol.js';
import { PageDto } from '../platform/wire/page.dto.js';
import type { SessionInfo, SignedIn } from '../sessions/sessions.protocol.js';
import type { OwnUser } from '../users/users.protocol.js';
import { LOGIN_MAX_LENGTH, type SessionState } from './auth.protocol.js';

const ownUser = { allOf: [{ $ref: getSchemaPath('OwnUserDto') }] };

export class RegisterDto {
  @ApiProperty({
    example: 'ana',
    minLength: 3,
    maxLength: 32,
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{1,30}[A-Za-z0-9]$',
  })
  @IsString()
  @MaxLength(64)
  username: string;

  @ApiPropertyOptional({
    example: 'ana@example.org',
    type: String,
    format: 'email',
    maxLength: 254,
    nullable: true,
  })
  @IsOptional()
  @IsString()
  @MaxLength(320)
  email?: string | null;

  @ApiProperty({ format: 'password', minLength: 8, maxLength: PASSWORD_MAX_LENGTH })
  @IsString()
  password: string;
}

export class LoginDto {
  @ApiProperty({ example: 'ana', description: 'Username or e-mail address.' })
  @IsString()
  @MinLength(1)
  @MaxLength(LOGIN_MAX_LENGTH)
  login: string;

  @ApiProperty({ format: 'password' })
  @IsString()
  @MinLength(1)
  @MaxPasswordBytes()
  password: string;

  @ApiPropertyOptional({ default: true, description: 'false: the session ends after a day without use.' })
  @IsOptional()
  @IsBoolean()
  remember?: boolean;
}

export class ChangePasswordDto {
  @ApiProperty({ format: 'password' })
  @IsString()
  @MinLength(1)
  @MaxPasswordBytes()
  currentPassword: string;

  @ApiProperty({ format: 'password', minLength: 8, maxLength: PASSWORD_MAX_LENGTH })
  @IsString()
  newPassword: string;
}

export class GuestDto {
  @ApiPropertyOptional({ example: 'Ana', type: String, maxLength: 64, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  displayName?: string | null;
}

export class RefreshDto {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'rt_…',
    description: 'Left out when the cookie has it.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  refreshToken?: string | null;
}

export class LogoutDto {
  @ApiPropertyOptional({
    example: 'rt_…',
    type: String,
    nullable: true,
    description: 'Names the session when neither an access token nor the cookie does.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  refreshToken?: string | null;
}

export class LogoutAllDto {
  @ApiPropertyOptional({ example: true, default: false, description: 'Keep the session of this request.' })
  @IsOptional()
  @IsBoolean()
  exceptCurrent?: boolean;

  @ApiPropertyOptional({
    format: 'password',
    description: 'Needed when the session began more than a day ago.',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxPasswordBytes()
  password?: string;
}

export class SignedInDto implements SignedIn {
  @ApiProperty(ownUser)
  user: OwnUser;

  @ApiProperty({
    example: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9…',
    description: 'ES256 JWT (RFC 9068); send it as `Authorization: Bearer …`.',
  })
  accessToken: string;

  @ApiPropertyOptional({
    example: 'rt_…',
    description: 'Works once; every refresh answers the next one. Absent when it goes into the cookie.',
  })
  refreshToken: string;

  @ApiProperty({ description: 'Seconds until the access token expires.', example: 900 })
  expiresIn: number;
}

export class SessionStateDto implements SessionState {
  @ApiProperty({ example: true })
  authenticated: boolean;

  @ApiPropertyOptional(ownUser)
  user?: OwnUser;
}

export class SessionInfoDto implements SessionInfo {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  lastUsedAt: string;

  @ApiProperty({ example: '203.0.113.0/24', description: 'Where it was opened, coarsely.' })
  network: string;

  @ApiProperty({ type: String, nullable: true })
  userAgent: string | null;

  @ApiProperty({ example: true, description: 'Whether it is the session of this request.' })
  current: boolean;
}

export class SessionPageDto extends PageDto {
  @ApiProperty({ type: [SessionInfoDto] })
  items: SessionInfoDto[];
}

export class PasswordRulesDto implements PasswordRulesInfo {
  @ApiProperty({ example: 8 })
  minLength: number;

  @ApiProperty({ example: 128 })
  maxLength: number;

  @ApiProperty({ enum: ['common', 'contains_name'], isArray: true })
  refuses: ('common' | 'contains_name')[];
}
