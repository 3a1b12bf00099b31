import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Page } from '../platform/wire/problem.protocol.js';
import type { SignedIn } from '../sessions/sessions.protocol.js';
import {
  ACCOUNT_STATUSES,
  type AccountInfo,
  type AccountStatus,
  type OwnUser,
  type PublicUser,
  USER_STATUSES,
  type UserStatus,
} from '../users/users.protocol.js';

/** The output types: the types of REST, so that a field which others may not see does not exist for them. */
const UserStatuses = anEnum('UserStatus', USER_STATUSES);
const AccountStatuses = anEnum('AccountStatus', ACCOUNT_STATUSES);

/** The values cross the wire as they are. */
function anEnum(name: string, values: readonly string[]): object {
  const type = Object.fromEntries(values.map((value) => [value, value]));
  registerEnumType(type, { name });
  return type;
}

@ObjectType('User', { description: 'What anyone signed in may see of a user.' })
export class UserType implements PublicUser {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  username: string;

  @Field(() => String)
  displayName: string;

  @Field(() => String, { description: 'What users say about themselves; may be empty.' })
  bio: string;

  @Field(() => String, {
    nullable: true,
    description: 'A signed path that expires after mediaUrlTtlSeconds.',
  })
  avatarUrl: string | null;

  @Field(() => Boolean)
  isGuest: boolean;

  @Field(() => UserStatuses, { description: 'As others see it: OFFLINE while no device is connected.' })
  status: UserStatus;

  @Field(() => Boolean)
  isOnline: boolean;

  @Field(() => String, { nullable: true, description: 'ISO 8601, UTC.' })
  lastSeenAt: string | null;
}

@ObjectType('OwnUser', { description: 'Your own user.' })
export class OwnUserType extends UserType implements OwnUser {
  @Field(() => String, { nullable: true })
  email: string | null;

  @Field(() => Boolean, { description: 'Whether the address is proved.' })
  emailVerified: boolean;

  @Field(() => UserStatuses, { description: 'The status that the user has chosen.' })
  chosenStatus: UserStatus;

  @Field(() => String, { description: 'ISO 8601, UTC.' })
  createdAt: string;
}

@ObjectType('UserPage')
export class UserPageType implements Page<PublicUser> {
  @Field(() => [UserType])
  items: UserType[];

  @Field(() => String, { nullable: true, description: 'Pass it back as `cursor`; null on the last page.' })
  nextCursor: string | null;
}

@ObjectType('SignedIn')
export class SignedInType implements SignedIn {
  @Field(() => OwnUserType)
  user: OwnUserType;

  @Field(() => String, { description: 'Send it as `Authorization: Bearer …`.' })
  accessToken: string;

  @Field(() => String, { description: 'Works once; every refresh answers the next one.' })
  refreshToken: string;

  @Field(() => Int, { description: 'Seconds until the access token expires.' })
  expiresIn: number;
}

@ObjectType('Account', { description: 'An account, as administrators see it.' })
export class AccountType implements AccountInfo {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  username: string;

  @Field(() => String)
  displayName: string;

  @Field(() => String, { nullable: true })
  email: string | null;

  @Field(() => Boolean)
  isGuest: boolean;

  @Field(() => AccountStatuses, { description: 'Only active accounts are visible and can sign in.' })
  status: AccountStatus;

  @Field(() => [String])
  roles: string[];

  @Field(() => String, { description: 'ISO 8601, UTC.' })
  createdAt: string;

  @Field(() => String, { nullable: true, description: 'ISO 8601, UTC.' })
  lastSeenAt: string | null;
}
