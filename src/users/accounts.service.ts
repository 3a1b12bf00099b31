import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import type { FieldError } from '../platform/wire/problem.protocol.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { trimmed } from '../platform/text/visible-text.js';
import { checkDisplayName } from './display-name.policy.js';
import { canonicalEmail } from './email.policy.js';
import { MEMBER_ROLE } from './roles.policy.js';
import {
  canonicalUsername,
  guestUsername,
  isUsername,
  USERNAME_RULE,
  usernameFault,
} from './username.policy.js';
import { usersErrors } from './users.errors.js';
import { outgoingUser } from './users.outgoing.js';
import { type Account, type NewAccount, type Transaction, UsersStore } from './users.store.js';

export type { Account } from './users.store.js';

/** The fields of a registration, checked and in canonical form. */
export type MemberNames = Pick<
  NewAccount,
  'username' | 'usernameCanonical' | 'displayName' | 'email' | 'emailCanonical'
>;

const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const GUEST_NAME_ATTEMPTS = 5;
const EMAIL_INVALID: FieldError = {
  path: 'email',
  code: 'email_invalid',
  message: 'email must be an e-mail address',
};

/** The one way accounts come to be and are found for signing in. Every write joins the caller's transaction. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly users: UsersStore,
    private readonly outbox: Outbox,
    private readonly config: Configuration,
  ) {}

  /** @throws validation_failed naming `username` and `email` */
  checkNames(input: string, mail: string | undefined, { mayBeReserved = false } = {}): MemberNames {
    const username = trimmed(input);
    const email = mail === undefined ? undefined : trimmed(mail);
    const errors: FieldError[] = [];
    const found = usernameFault(username);
    const fault = found === 'username_reserved' && mayBeReserved ? undefined : found;
    if (fault)
      errors.push({
        path: 'username',
        code: fault,
        message: fault === 'username_reserved' ? 'username is reserved' : `username ${USERNAME_RULE}`,
      });
    const emailCanonical = email === undefined ? null : canonicalEmail(email);
    if (emailCanonical === undefined) errors.push(EMAIL_INVALID);
    if (emailCanonical === undefined || fault) throw platformErrors.validation_failed({ errors });
    return {
      username,
      usernameCanonical: canonicalUsername(username),
      displayName: username,
      email: email ?? null,
      emailCanonical,
    };
  }

  /** @returns the canonical spelling @throws validation_failed naming `email` */
  checkEmail(email: string): string {
    const canonical = canonicalEmail(trimmed(email));
    if (canonical === undefined) throw platformErrors.validation_failed({ errors: [EMAIL_INVALID] });
    return canonical;
  }

  /** The user's e-mail, canonical. */
  emailOf({ own }: Account): string | undefined {
    return own.email === null ? undefined : canonicalEmail(own.email);
  }

  /**
   * @param passwordHash null where the user will choose a password later, or never needs one
   * @param granted roles besides the one that every member has
   * @throws username_taken, email_taken
   */
  async createMember(
    names: MemberNames,
    passwordHash: string | null,
    tx: Transaction,
    granted: { roles: string[]; by?: string } = { roles: [] },
  ): Promise<Account> {
    const roles = [...new Set([MEMBER_ROLE, ...granted.roles])];
    const account = await this.users.insert(
      { ...names, kind: 'member', passwordHash, roles, grantedBy: granted.by },
      tx,
    );
    if (!account) throw await this.taken(names, null, tx);
    await this.outbox.record([outgoingUser('user.created', account.own)], tx);
    return account;
  }

  /**
   * Without the e-mail when another account has it, for where that is not disclosed.
   * @throws username_taken
   */
  async withoutTakenEmail(names: MemberNames, except: string | null, tx: Transaction): Promise<MemberNames> {
    const taken = await this.users.taken(names.usernameCanonical, names.emailCanonical, except, tx);
    if (taken.username) throw takenError({ username: true, email: false });
    return taken.email ? { ...names, emailCanonical: null } : names;
  }

  /** @throws guest_not_allowed; validation_failed naming `displayName` */
  async createGuest(input: string | undefined, tx: Transaction): Promise<Account> {
    if (!this.config.auth.guestsMayEnter) throw platformErrors.guest_not_allowed();
    const displayName = input === undefined ? undefined : checkDisplayName(input);
    for (let attempt = 0; attempt < GUEST_NAME_ATTEMPTS; attempt += 1) {
      const username = guestUsername(
        Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
      );
      const names = {
        username,
        usernameCanonical: username,
        displayName: displayName ?? username,
        email: null,
        emailCanonical: null,
      };
      const account = await this.users.insert({ ...names, kind: 'guest', passwordHash: null, roles: [] }, tx);
      if (!account) continue;
      await this.outbox.record([outgoingUser('user.created', account.own)], tx);
      return account;
    }
    throw platformErrors.service_unavailable();
  }

  /** A guest becomes a member and stays the same user. @throws already_member, user_not_found; a taken name through `asTaken` */
  async upgradeGuest(
    userId: string,
    names: MemberNames,
    passwordHash: string,
    tx: Transaction,
  ): Promise<Account> {
    const taken = await this.users.taken(names.usernameCanonical, names.emailCanonical, userId, tx);
    if (taken.username || taken.email) throw takenError(taken);
    const account = await this.users.upgrade(userId, { ...names, passwordHash, roles: [MEMBER_ROLE] }, tx);
    if (account) {
      await this.outbox.record([outgoingUser('user.updated', account.own)], tx);
      return account;
    }
    const other = await this.users.findAccountById(userId, tx);
    throw other?.isActive ? usersErrors.already_member() : usersErrors.user_not_found();
  }

  /** The error of `upgradeGuest` when another account took the name at the same moment. */
  asTaken(error: unknown): unknown {
    const name = this.users.takenName(error);
    return name === undefined
      ? error
      : takenError({ username: name === 'username', email: name === 'email' });
  }

  /** By username, or by e-mail address if there is an "@". Names that nobody can bear are not looked up. */
  async findByLogin(typed: string): Promise<Account | undefined> {
    const login = trimmed(typed);
    if (!login.includes('@'))
      return isUsername(login) ? this.users.findAccountByUsername(canonicalUsername(login)) : undefined;
    const canonical = canonicalEmail(login);
    return canonical === undefined ? undefined : this.users.findAccountByEmail(canonical);
  }

  /** The canonical spelling of a name typed to sign in, whether or not an account has it. */
  canonicalLogin(typed: string): string {
    const login = trimmed(typed);
    return (login.includes('@') ? canonicalEmail(login) : undefined) ?? canonicalUsername(login);
  }

  find(userId: string, tx?: Transaction): Promise<Account | undefined> {
    return this.users.findAccountById(userId, tx);
  }

  /** @param email canonical */
  findByEmail(email: string, tx?: Transaction): Promise<Account | undefined> {
    return this.users.findAccountByEmail(email, tx);
  }

  /** The active account of an e-mail address; it cannot change until the transaction ends. @param email canonical */
  holdByEmail(email: string, tx: Transaction): Promise<Account | undefined> {
    return this.users.holdByEmail(email, tx);
  }

  /** Holds the account as it was seen; false when it changed since or is not active. */
  holdForSession(account: Account, tx: Transaction): Promise<boolean> {
    return this.users.hold(account.own.id, account.credentialVersion, tx);
  }

  /** Undefined when the account has changed since it was seen, or is not active. */
  changePassword(account: Account, passwordHash: string, tx: Transaction): Promise<Account | undefined> {
    return this.users.changePassword(account.own.id, account.credentialVersion, passwordHash, tx);
  }

  /** A password by mail, see `UsersStore.resetPassword`. @param email canonical, as the mail was sent to */
  resetPassword(
    userId: string,
    email: string,
    passwordHash: string,
    tx: Transaction,
  ): Promise<Account | undefined> {
    return this.users.resetPassword(userId, email, passwordHash, tx);
  }

  /** Counts a try to sign in before it is known whether it is right. @returns how many there were in a row */
  countSignIn(userId: string): Promise<number> {
    return this.users.countSignIn(userId);
  }

  /** A correct or a new password resets the count of wrong ones; changing one's password does so by itself. */
  clearFailedSignIns(userId: string, tx?: Transaction): Promise<void> {
    return this.users.clearFailedSignIns(userId, tx);
  }

  /** The same password under today's cost; does nothing when it was changed meanwhile. */
  replacePasswordHash(userId: string, seen: string, next: string): Promise<void> {
    return this.users.replacePasswordHash(userId, seen, next);
  }

  private async taken(names: MemberNames, except: string | null, tx: Transaction): Promise<Error> {
    return takenError(await this.users.taken(names.usernameCanonical, names.emailCanonical, except, tx));
  }
}

function takenError(taken: { username: boolean; email: boolean }): Error {
  const errors: FieldError[] = [];
  if (taken.username) errors.push({ path: 'username', code: 'username_taken', message: 'username is taken' });
  if (taken.email) errors.push({ path: 'email', code: 'email_taken', message: 'email is taken' });
  // Neither: the other account has just released it, so trying again will succeed.
  if (errors.length === 0) return platformErrors.service_unavailable({ retryAfterMs: 1000 });
  return taken.username ? usersErrors.username_taken({ errors }) : usersErrors.email_taken({ errors });
}
