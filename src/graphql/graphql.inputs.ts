import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { InviteDto } from '../admin/admin.dto.js';
import {
  ChangePasswordDto,
  GuestDto,
  LoginDto,
  LogoutDto,
  RefreshDto,
  RegisterDto,
} from '../auth/auth.dto.js';
import { ForgotPasswordDto, ResetPasswordDto } from '../auth/password/password.dto.js';
import { ListUsersDto, UserIdDto } from '../users/users.dto.js';

/** The input types: the bodies of REST with their checks, each in the argument `input`. */
@InputType()
export class RegisterInput extends RegisterDto {
  @Field(() => String)
  override username: string;

  @Field(() => String, { nullable: true })
  override email?: string | null;

  @Field(() => String)
  override password: string;
}

@InputType()
export class LoginInput extends LoginDto {
  @Field(() => String, { description: 'Username or e-mail address.' })
  override login: string;

  @Field(() => String)
  override password: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'false: the session ends after a day without use.',
  })
  override remember?: boolean;
}

@InputType()
export class GuestInput extends GuestDto {
  @Field(() => String, { nullable: true })
  override displayName?: string | null;
}

@InputType()
export class RefreshInput extends RefreshDto {
  @Field(() => String)
  override refreshToken: string;
}

@InputType()
export class LogoutInput extends LogoutDto {
  @Field(() => String, { nullable: true, description: 'Names the session when no access token does.' })
  override refreshToken?: string;
}

@InputType()
export class ChangePasswordInput extends ChangePasswordDto {
  @Field(() => String)
  override currentPassword: string;

  @Field(() => String)
  override newPassword: string;
}

@InputType()
export class ForgotPasswordInput extends ForgotPasswordDto {
  @Field(() => String)
  override email: string;
}

@InputType()
export class ResetPasswordInput extends ResetPasswordDto {
  @Field(() => String, { description: 'From the link in the mail; works once.' })
  override token: string;

  @Field(() => String)
  override newPassword: string;
}

@InputType()
export class CreateUserInput extends InviteDto {
  @Field(() => String)
  override username: string;

  @Field(() => String, { description: 'Where the invitation goes.' })
  override email: string;

  @Field(() => [String], { nullable: true, description: 'Beside `member`; none above your own.' })
  override roles?: string[];
}

@InputType()
export class UnlockUserInput extends UserIdDto {
  @Field(() => ID)
  override id: string;
}

@ArgsType()
export class UsersArgs extends ListUsersDto {
  @Field(() => String, { nullable: true, description: 'Part of a username or display name.' })
  override query?: string;

  @Field(() => Int, { defaultValue: 50, description: '1 to 100.' })
  override limit: number;

  @Field(() => String, { nullable: true, description: '`nextCursor` of the page before.' })
  override cursor?: string;
}
