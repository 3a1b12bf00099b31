import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { LettersModule } from '../letters/letters.module.js';
import { AuthModule } from './auth.module.js';
import { OauthAccountsController } from './oauth-accounts.controller.js';
import { OauthAttempts } from './oauth-attempts.service.js';
import { OauthAttemptsStore } from './oauth-attempts.store.js';
import { OauthBeginnings } from './oauth-beginnings.service.js';
import { OauthCodes } from './oauth-codes.service.js';
import { OauthEntry } from './oauth-entry.service.js';
import { OauthIdentities } from './oauth-identities.service.js';
import { OauthIdentitiesStore } from './oauth-identities.store.js';
import { OauthReturns } from './oauth-returns.service.js';
import { OauthController } from './oauth.controller.js';
import { OauthProviders } from './oauth.providers.js';
import { OauthRecord } from './oauth.record.js';
import { PageSessionModule } from './page-session.module.js';

/** Signing in with GitHub, Google and Discord. */
@Module({
  imports: [UsersModule, LettersModule, SessionsModule, AuthModule, PageSessionModule],
  controllers: [OauthAccountsController, OauthController],
  providers: [
    OauthProviders,
    OauthAttemptsStore,
    OauthAttempts,
    OauthIdentitiesStore,
    OauthIdentities,
    OauthEntry,
    OauthRecord,
    OauthBeginnings,
    OauthReturns,
    OauthCodes,
  ],
})
export class OauthModule {}
