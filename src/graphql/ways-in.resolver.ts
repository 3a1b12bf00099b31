import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { GuestEntry } from '../auth/guest-entry.service.js';
import { RegistrationService } from '../auth/registration.service.js';
import { SignInService } from '../auth/sign-in.service.js';
import { Public } from '../platform/access/principal.js';
import { ArrivedAt, SignInOrigin } from '../sessions/access/origin.decorator.js';
import { RefreshService } from '../sessions/refresh/refresh.service.js';
import type { SignedIn } from '../sessions/sessions.protocol.js';
import type { Origin } from '../sessions/sessions.service.js';
import { GuestInput, LoginInput, RefreshInput, RegisterInput } from './graphql.inputs.js';
import { SignedInType } from './graphql.types.js';

/** As auth.controller.ts. Fields may be null, so that one which is refused does not take its neighbours with it. */
@Public()
@Resolver()
export class WaysInResolver {
  constructor(
    private readonly registration: RegistrationService,
    private readonly guests: GuestEntry,
    private readonly signIn: SignInService,
    private readonly refreshes: RefreshService,
  ) {}

  @Mutation(() => SignedInType, {
    nullable: true,
    description: 'Create an account and sign in; null when an e-mail says how to continue.',
  })
  register(
    @Args('input') { username, email, password }: RegisterInput,
    @SignInOrigin() origin: Origin,
  ): Promise<SignedIn | undefined> {
    return this.registration.register({ username, email: email ?? undefined, password }, origin);
  }

  @Mutation(() => SignedInType, {
    nullable: true,
    description: 'Sign in with a username or an e-mail address and a password.',
  })
  login(
    @Args('input') { login, password, remember }: LoginInput,
    @SignInOrigin() origin: Origin,
  ): Promise<SignedIn> {
    return this.signIn.signIn(login, password, origin, remember ?? undefined);
  }

  @Mutation(() => SignedInType, { nullable: true, description: 'Sign in as a guest, without an account.' })
  guest(
    @Args('input', { nullable: true }) { displayName }: GuestInput,
    @SignInOrigin() origin: Origin,
  ): Promise<SignedIn> {
    return this.guests.enter(displayName ?? undefined, origin);
  }

  @Mutation(() => SignedInType, {
    nullable: true,
    description: 'Exchange a refresh token for a new pair of tokens.',
  })
  refresh(@Args('input') { refreshToken }: RefreshInput, @ArrivedAt() arrivedAt: number): Promise<SignedIn> {
    return this.refreshes.refresh(refreshToken, arrivedAt);
  }
}
