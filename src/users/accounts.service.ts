import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { platformErrors } from '../platform/errors/platform.errors.js';
import type { FieldError } from '../platform/http/problem.protocol.js';
import { cleanDisplayName } from './display-name.policy.js';
import { canonicalEmail } from './email.policy.js';
import {
  canonicalUsername,
  guestUsername,
  isUsername,
  USERNAME_RULE,
  usernameFault,
} from './username.policy.js';
import { usersErrors } from './users.errors.js';
import { type Account, type NewAccount, type Transaction, UsersStore } from './users.store.js';

export type { Account } from './users.store.js';

/** What somebody who registers chooses, checked and in canonical form. */
export type MemberNames = Pick<
  NewAccount,
  'username' | 'usernameCanonical' | 'displayName' | 'email' | 'emailCanonical'
>;

const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const GUEST_NAME_ATTEMPTS = 5;

/** The one way accounts come to be and are found for signing in. Every write joins the caller's transaction. */
@Injectable()
export class AccountsService {
  constructor(private readonly users: UsersStore) {}

  /** @throws validation_failed naming `username` and `email` */
  checkNames(username: string, email: string | undefined): MemberNames {
    const errors: FieldError[] = [];
    const fault = usernameFault(username);
    if (fault)
      errors.push({
        path: 'username',
        code: fault,
        message: fault === 'username_reserved' ? 'username is reserved' : `username ${USERNAME_RULE}`,
      });
    const emailCanonical = email === undefined ? null : canonicalEmail(email);
    if (emailCanonical === undefined)
      errors.push({ path: 'email', code: 'email_invalid', message: 'email must be an e-mail address' });
    if (emailCanonical === undefined || fault) throw platformErrors.validation_failed({ errors });
    return {
      username,
      usernameCanonical: canonicalUsername(username),
      displayName: username,
      email: email ?? null,
      emailCanonical,
    };
  }

  /** @throws username_taken, email_taken */
  async createMember(names: MemberNames, passwordHash: string, tx: Transaction): Promise<Account> {
    const account = await this.users.insert({ ...names, kind: 'member', passwordHash }, tx);
    if (!account) throw await this.taken(names, null, tx);
    return account;
  }

  /** @throws validation_failed naming `displayName` */
  async createGuest(wished: string | undefined, tx: Transaction): Promise<Account> {
    const displayName = wished === undefined ? undefined : cleanDisplayName(wished);
    if (wished !== undefined && displayName === undefined)
      throw platformErrors.validation_failed({
        errors: [
          {
            path: 'displayName',
            code: 'display_name_invalid',
            message: 'displayName must have 1 to 64 visible characters',
          },
        ],
      });
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
      const account = await this.users.insert({ ...names, kind: 'guest', passwordHash: null }, tx);
      if (account) return account;
    }
    throw platformErrors.service_unavailable();
  }

  /** A guest becomes a member and stays the same user. @throws already_member; a taken name through `asTaken` */
  async upgradeGuest(
    userId: string,
    names: MemberNames,
    passwordHash: string,
    tx: Transaction,
  ): Promise<Account> {
    const taken = await this.users.taken(names.usernameCanonical, names.emailCanonical, userId, tx);
    if (taken.username || taken.email) throw takenError(taken);
    const account = await this.users.upgrade(userId, { ...names, passwordHash }, tx);
    if (!account) throw usersErrors.already_member();
    return account;
  }

  /** What an error of `upgradeGuest` means when another took the name at the same moment. */
  asTaken(error: unknown): unknown {
    const name = this.users.takenName(error);
    return name === undefined
      ? error
      : takenError({ username: name === 'username', email: name === 'email' });
  }

  /** By username, or by e-mail address if there is an "@". Names that nobody can bear are not looked up. */
  async findByLogin(login: string): Promise<Account | undefined> {
    if (!login.includes('@'))
      return isUsername(login) ? this.users.findAccountByUsername(canonicalUsername(login)) : undefined;
    const canonical = canonicalEmail(login);
    return canonical === undefined ? undefined : this.users.findAccountByEmail(canonical);
  }

  find(userId: string, tx?: Transaction): Promise<Account | undefined> {
    return this.users.findAccountById(userId, tx);
  }

  /** Holds the account as it was seen; false when it changed since or is not active. */
  holdForSession(account: Account, tx: Transaction): Promise<boolean> {
    return this.users.hold(account.own.id, account.credentialVersion, tx);
  }

  /** Undefined when the account has changed since it was seen, or is not active. */
  changePassword(account: Account, passwordHash: string, tx: Transaction): Promise<Account | undefined> {
    return this.users.changePassword(account.own.id, account.credentialVersion, passwordHash, tx);
  }

  /** The same password under today's cost; nothing happens when it was changed meanwhile. */
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
  // Neither: whoever had it has just let go, so trying again will do.
  if (errors.length === 0) return platformErrors.service_unavailable({ retryAfterMs: 1000 });
  return taken.username ? usersErrors.username_taken({ errors }) : usersErrors.email_taken({ errors });
}
