import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { AdminAccounts } from '../admin/admin-accounts.service.js';
import { CurrentPrincipal, RequirePermission, type Principal } from '../platform/access/principal.js';
import type { AccountInfo } from '../users/users.protocol.js';
import { CreateUserInput, UnlockUserInput } from './graphql.inputs.js';
import { AccountType } from './graphql.types.js';

/** As admin.controller.ts. */
@Resolver()
export class AdminResolver {
  constructor(private readonly accounts: AdminAccounts) {}

  @RequirePermission('users.create')
  @Mutation(() => AccountType, {
    nullable: true,
    description: 'Create an account and e-mail an invitation to its owner, who chooses the password.',
  })
  createUser(
    @CurrentPrincipal() admin: Principal,
    @Args('input') invitation: CreateUserInput,
  ): Promise<AccountInfo> {
    return this.accounts.invite(admin, invitation);
  }

  @RequirePermission('users.update')
  @Mutation(() => AccountType, {
    nullable: true,
    description: 'Unlock an account that wrong passwords have locked.',
  })
  unlockUser(
    @CurrentPrincipal() admin: Principal,
    @Args('input') { id }: UnlockUserInput,
  ): Promise<AccountInfo> {
    return this.accounts.unlock(admin, id);
  }
}
