import { Field, ObjectType } from '@nestjs/graphql';
import type { PasswordReset } from '../auth/auth.protocol.js';

@ObjectType('LinkedIdentity', { description: 'An account at a provider that can sign in.' })
class LinkedIdentityType {
  @Field(() => String)
  provider: string;

  @Field(() => String, { description: 'ISO 8601, UTC.' })
  linkedAt: string;

  @Field(() => String, { description: 'ISO 8601, UTC.' })
  lastUsedAt: string;
}

@ObjectType('RemovedSignInMethods', {
  description: 'What was set up before the first proof of the address, and was removed.',
})
class RemovedSignInMethodsType {
  @Field(() => [String], { description: 'Providers.' })
  identities: string[];
}

@ObjectType('RemainingSignInMethods', { description: 'What can sign in besides the new password.' })
class RemainingSignInMethodsType {
  @Field(() => [LinkedIdentityType])
  identities: LinkedIdentityType[];
}

@ObjectType('PasswordReset')
export class PasswordResetType implements PasswordReset {
  @Field(() => Boolean, { description: 'Whether this was the first proof of the address.' })
  firstProof: boolean;

  @Field(() => RemovedSignInMethodsType)
  removed: RemovedSignInMethodsType;

  @Field(() => RemainingSignInMethodsType)
  remaining: RemainingSignInMethodsType;
}
