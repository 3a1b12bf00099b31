import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { EmailsModule } from '../emails/emails.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { OauthAccountsController } from './accounts.controller.js';
import { OauthAuthorizationStates } from './authorization-state.service.js';
import { OauthAuthorizationStatesStore } from './authorization-state.store.js';
import { OauthAuthorization } from './authorization.service.js';
import { OauthCodes } from './codes.service.js';
import { OauthAccountResolution } from './account-resolution.service.js';
import { OauthIdentities } from './identities.service.js';
import { OauthIdentitiesStore } from './identities.store.js';
import { OauthController } from './oauth.controller.js';
import { OauthProviders } from './oauth.providers.js';
import { OauthRecord } from './oauth.record.js';
import { OauthCallback } from './callback.service.js';

/** Signing in with GitHub, Google and Discord. */
@Module({
  imports: [UsersModule, EmailsModule, SessionsModule, AuthModule],
  controllers: [OauthAccountsController, OauthController],
  providers: [
    OauthProviders,
    OauthAuthorizationStatesStore,
    OauthAuthorizationStates,
    OauthIdentitiesStore,
    OauthIdentities,
    OauthAccountResolution,
    OauthRecord,
    OauthAuthorization,
    OauthCallback,
    OauthCodes,
  ],
})
export class OauthModule {}
