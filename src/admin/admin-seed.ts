import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { AppError } from '../platform/errors/app-error.js';
import { Log } from '../platform/log/log.js';
import { AccountsService } from '../users/accounts.service.js';
import { AdminAccounts } from './admin-accounts.service.js';

/** Where nobody is an administrator yet, the one that the configuration names is invited. Several instances invite once. */
@Injectable()
export class AdminSeed implements OnApplicationBootstrap {
  constructor(
    private readonly admins: AdminAccounts,
    private readonly accounts: AccountsService,
    private readonly config: Configuration,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { adminUsername: username, adminEmail: email } = this.config.accounts;
    if (username === undefined || email === undefined) return;
    try {
      const names = this.accounts.checkNames(username, email, { mayBeReserved: true });
      if (await this.admins.seed(names))
        this.log.info('the first administrator was invited by mail', { username });
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      // Anyone may have registered the name: an existing account is promoted only when the setting names its id.
      if (error.status === 409)
        return this.log.warn('there is no administrator, and ADMIN_USERNAME or ADMIN_EMAIL is taken', {
          code: error.code,
        });
      const faults = error.errors?.map(({ path, message }) => `ADMIN_${path.toUpperCase()}: ${message}.`);
      throw new Error(faults?.join('\n') ?? error.message, { cause: error });
    }
  }
}
