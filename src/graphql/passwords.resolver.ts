import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { PasswordReset } from '../auth/auth.protocol.js';
import { PasswordChangeService } from '../auth/password/password-change.service.js';
import { PasswordForgottenService } from '../auth/password/password-forgotten.service.js';
import { PasswordResetService } from '../auth/password/password-reset.service.js';
import { CurrentPrincipal, Public, type Principal } from '../platform/access/principal.js';
import { SignInOrigin } from '../sessions/access/origin.decorator.js';
import type { SignedIn } from '../sessions/sessions.protocol.js';
import type { Origin } from '../sessions/sessions.service.js';
import { ChangePasswordInput, ForgotPasswordInput, ResetPasswordInput } from './graphql.inputs.js';
import { SignedInType } from './graphql.types.js';
import { PasswordResetType } from './password-reset.types.js';

/** As password.controller.ts. */
@Resolver()
export class PasswordsResolver {
  constructor(
    private readonly changes: PasswordChangeService,
    private readonly forgotten: PasswordForgottenService,
    private readonly resets: PasswordResetService,
  ) {}

  @Mutation(() => SignedInType, {
    nullable: true,
    description: 'Change your password; every session ends, and this one continues with new tokens.',
  })
  changePassword(
    @CurrentPrincipal() principal: Principal,
    @Args('input') { currentPassword, newPassword }: ChangePasswordInput,
    @SignInOrigin() origin: Origin,
  ): Promise<SignedIn> {
    return this.changes.change(principal, currentPassword, newPassword, origin);
  }

  @Public()
  @Mutation(() => Boolean, {
    nullable: true,
    description:
      'Ask for an e-mail with a reset link; the answer does not disclose whether an account has the address.',
  })
  async forgotPassword(
    @Args('input') { email }: ForgotPasswordInput,
    @SignInOrigin() { ip }: Origin,
  ): Promise<boolean> {
    await this.forgotten.request(email, ip);
    return true;
  }

  @Public()
  @Mutation(() => PasswordResetType, {
    nullable: true,
    description:
      'Set a password with the token from a reset or invitation e-mail; every session ends and none begins.',
  })
  resetPassword(
    @Args('input') { token, newPassword }: ResetPasswordInput,
    @SignInOrigin() { ip }: Origin,
  ): Promise<PasswordReset> {
    return this.resets.reset(token, newPassword, ip);
  }
}
