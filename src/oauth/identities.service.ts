import { Injectable } from '@nestjs/common';
import { authErrors } from '../auth/auth.errors.js';
import { SecurityEmails } from '../emails/security-emails.service.js';
import { Audit } from '../platform/audit/audit.js';
import type { Transaction } from '../sessions/sessions.service.js';
import { type Account, AccountsService } from '../users/accounts.service.js';
import { OauthIdentitiesStore } from './identities.store.js';
import { oauthErrors } from './oauth.errors.js';
import type { OauthIdentityInfo, OauthProviderName } from './oauth.protocol.js';
import type { Profile } from './oauth.provider.js';
import { OauthProviders } from './oauth.providers.js';

/** The accounts elsewhere with which people sign in: at most one at each provider, each of one person. */
@Injectable()
export class OauthIdentities {
  constructor(
    private readonly store: OauthIdentitiesStore,
    private readonly accounts: AccountsService,
    private readonly providers: OauthProviders,
    private readonly securityEmails: SecurityEmails,
    private readonly audit: Audit,
  ) {}

  /** @throws identity_taken, provider_already_linked, account_disabled */
  async link(userId: string, provider: string, profile: Profile, tx: Transaction): Promise<void> {
    await this.store.lock(provider, profile.subject, tx);
    const account = await this.activeAccount(userId, tx);
    const holder = await this.store.find(provider, profile.subject, tx);
    if (holder === userId) return;
    if (holder !== undefined) throw oauthErrors.identity_taken();
    if (!(await this.attach(account, provider, profile, tx))) throw oauthErrors.provider_already_linked();
  }

  /** The account that signs in with it, held and noted as used. @throws account_disabled */
  async owner(provider: string, { subject }: Profile, tx: Transaction): Promise<Account | undefined> {
    await this.store.lock(provider, subject, tx);
    const userId = await this.store.find(provider, subject, tx);
    if (userId === undefined) return undefined;
    const account = await this.activeAccount(userId, tx);
    // Otherwise it was unlinked since we looked.
    return (await this.store.use(provider, subject, tx)) ? account : undefined;
  }

  /** Whether an identity signs in to the account, which the caller holds. */
  async isOf(userId: string, provider: string, subject: string, tx: Transaction): Promise<boolean> {
    return (await this.store.find(provider, subject, tx)) === userId;
  }

  /** Links an unlinked identity to a locked account; false when it has one of this provider. */
  give({ own }: Account, provider: string, { subject }: Profile, tx: Transaction): Promise<boolean> {
    return this.store.insert(provider, subject, own.id, tx);
  }

  /** The same for an account that existed before: its owner is notified. */
  async attach(account: Account, provider: string, profile: Profile, tx: Transaction): Promise<boolean> {
    if (!(await this.give(account, provider, profile, tx))) return false;
    const { own } = account;
    await this.recordLink(own.id, provider, true, tx);
    await this.securityEmails.send(own.id, 'sign_in_method_linked', tx, { provider });
    return true;
  }

  /** @throws not_found, identity_not_found, last_sign_in_method */
  async unlink(userId: string, provider: string): Promise<void> {
    this.providers.get(provider);
    await this.store.transaction(async (tx) => {
      // Locked, so that two concurrent unlinks do not each rely on the other's method.
      const { passwordHash } = await this.activeAccount(userId, tx);
      const linked = await this.store.of(userId, tx);
      if (!linked.some((identity) => identity.provider === provider)) throw oauthErrors.identity_not_found();
      const usable = linked.filter((i) => i.provider !== provider && this.providers.has(i.provider));
      if (passwordHash === null && usable.length === 0) throw oauthErrors.last_sign_in_method();
      await this.store.delete(provider, userId, tx);
      await this.recordLink(userId, provider, false, tx);
    });
  }

  async list(userId: string): Promise<OauthIdentityInfo[]> {
    const rows = await this.store.of(userId);
    return rows.map(({ provider, createdAt, lastUsedAt }) => ({
      provider: provider as OauthProviderName,
      linkedAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
    }));
  }

  /** Held until the transaction ends. @throws account_disabled */
  private async activeAccount(userId: string, tx: Transaction): Promise<Account> {
    for (;;) {
      const account = await this.accounts.find(userId, tx);
      if (!account?.isActive) throw authErrors.account_disabled();
      // Otherwise it changed between the two: look again.
      if (await this.accounts.holdForSession(account, tx)) return account;
    }
  }

  private recordLink(userId: string, provider: string, linked: boolean, tx: Transaction): Promise<void> {
    const who = { actorId: userId, subjectId: userId };
    return this.audit.record(
      { event: 'user_updated', result: 'success', ...who, details: { provider, linked } },
      tx,
    );
  }
}
