import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, ValidateIf } from 'class-validator';
import { MaxPasswordBytes } from '../../passwords/password.decorator.js';
import { PASSWORD_MAX_LENGTH } from '../../passwords/passwords.protocol.js';
import type { LinkedIdentity } from '../../users/email-proof.service.js';
import type { PasswordReset } from '../auth.protocol.js';

export class ForgotPasswordDto {
  @ApiProperty({ format: 'email', maxLength: 254 })
  @IsString()
  @MaxLength(320)
  email: string;
}

export class ResetPasswordDto {
  @ApiProperty({ example: 'reset_…', description: 'From the link in the mail; works once.' })
  @IsString()
  @MaxLength(256)
  token: string;

  @ApiProperty({ format: 'password', minLength: 8, maxLength: PASSWORD_MAX_LENGTH })
  @IsString()
  newPassword: string;
}

export class SetPasswordDto {
  @ApiProperty({ format: 'password', minLength: 8, maxLength: PASSWORD_MAX_LENGTH })
  @IsString()
  newPassword: string;
}

export class VerifyEmailDto {
  @ApiProperty({ example: 'verify_…', description: 'From the link in the mail; works once.' })
  @IsString()
  @MaxLength(256)
  token: string;

  @ApiPropertyOptional({
    example: 'correct horse battery staple',
    type: String,
    format: 'password',
    description: 'The password of the account; needed when the request is not signed in to it.',
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @MaxPasswordBytes()
  password?: string;
}

class LinkedIdentityDto implements LinkedIdentity {
  @ApiProperty({ example: 'github' })
  provider: string;

  @ApiProperty({ format: 'date-time' })
  linkedAt: string;

  @ApiProperty({ format: 'date-time' })
  lastUsedAt: string;
}

class SignInMethodsDto {
  @ApiProperty({ type: [LinkedIdentityDto], description: 'Accounts at providers.' })
  identities: LinkedIdentityDto[];
}

class RemovedDto {
  @ApiProperty({ type: [String], example: ['github'], description: 'Providers that no longer sign in.' })
  identities: string[];
}

export class PasswordResetDto implements PasswordReset {
  @ApiProperty({ description: 'Whether this was the first proof that the address is yours.' })
  firstProof: boolean;

  @ApiProperty({ description: 'What was set up before the first proof, and was removed by it.' })
  removed: RemovedDto;

  @ApiProperty({ description: 'What can still sign in to the account, besides the new password.' })
  remaining: SignInMethodsDto;
}
