import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { LettersModule } from '../emails/emails.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { OauthAccountsController } from './accounts.controller.js';
import { OauthAttempts } from './authorization-state.service.js';
import { OauthAttemptsStore } from './authorization-state.store.js';
import { OauthBeginnings } from './authorization.service.js';
import { OauthCodes } from './codes.service.js';
import { OauthEntry } from './account-resolution.service.js';
import { OauthIdentities } from './identities.service.js';
import { OauthIdentitiesStore } from './identities.store.js';
import { OauthController } from './oauth.controller.js';
import { OauthProviders } from './oauth.providers.js';
import { OauthRecord } from './oauth.record.js';
import { OauthReturns } from './callback.service.js';

/** Signing in with GitHub, Google and Discord. */
@Module({
  imports: [UsersModule, LettersModule, SessionsModule, AuthModule],
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
