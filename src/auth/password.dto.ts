import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { PASSWORD_MAX_LENGTH } from '../passwords/passwords.protocol.js';

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
}
