import { Args, Query, Resolver } from '@nestjs/graphql';
import { CurrentPrincipal, MembersOnly, type Principal } from '../platform/access/principal.js';
import type { Page } from '../platform/wire/problem.protocol.js';
import type { PublicUser } from '../users/users.protocol.js';
import { UsersService } from '../users/users.service.js';
import { UsersArgs } from './graphql.inputs.js';
import { UserPageType } from './graphql.types.js';

/** As users.controller.ts. */
@Resolver()
export class UsersResolver {
  constructor(private readonly service: UsersService) {}

  @MembersOnly()
  @Query(() => UserPageType, {
    nullable: true,
    description: 'List members by username, with their presence.',
  })
  users(
    @CurrentPrincipal() principal: Principal,
    @Args() { query, limit, cursor }: UsersArgs,
  ): Promise<Page<PublicUser>> {
    return this.service.list(principal, { query: query ?? undefined, limit, cursor: cursor ?? undefined });
  }
}
