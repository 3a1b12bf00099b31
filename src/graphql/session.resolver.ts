import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { SignOutService } from '../auth/sign-out.service.js';
import { CurrentPrincipal, Public, type Principal } from '../platform/access/principal.js';
import { BearerToken } from '../sessions/access/origin.decorator.js';
import type { OwnUser } from '../users/users.protocol.js';
import { UsersService } from '../users/users.service.js';
import { LogoutInput } from './graphql.inputs.js';
import { OwnUserType } from './graphql.types.js';

/** As session.controller.ts. */
@Resolver()
export class SessionResolver {
  constructor(
    private readonly signOut: SignOutService,
    private readonly users: UsersService,
  ) {}

  @Query(() => OwnUserType, { nullable: true, description: 'Get the user who is signed in.' })
  me(@CurrentPrincipal() principal: Principal): Promise<OwnUser> {
    return this.users.getOwn(principal.userId);
  }

  @Public()
  @Mutation(() => Boolean, {
    nullable: true,
    description: 'End the session of the access token (expired or not) or of the refresh token; idempotent.',
  })
  async logout(
    @Args('input', { nullable: true }) { refreshToken }: LogoutInput,
    @BearerToken() accessToken: string | undefined,
  ): Promise<boolean> {
    await this.signOut.signOut({ accessToken, refreshToken });
    return true;
  }
}
