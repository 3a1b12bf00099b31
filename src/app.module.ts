import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { AdminModule } from './admin/admin.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CallsModule } from './calls/calls.module.js';
import { GraphqlModule } from './graphql/graphql.module.js';
import { InboxModule } from './inbox/inbox.module.js';
import { IntegrationsModule } from './integrations/integrations.module.js';
import { KeysModule } from './keys/keys.module.js';
import { EmailsModule } from './emails/emails.module.js';
import { MediaModule } from './media/media.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { MetaModule } from './meta/meta.module.js';
import { ModerationModule } from './moderation/moderation.module.js';
import { OauthModule } from './oauth/oauth.module.js';
import { PasswordsModule } from './passwords/passwords.module.js';
import { ConfigModule } from './platform/config/config.module.js';
import type { Configuration } from './platform/config/configuration.js';
import { PlatformModule } from './platform/platform.module.js';
import { PresenceModule } from './presence/presence.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { RoomsModule } from './rooms/rooms.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { SignalingModule } from './signaling/signaling.module.js';
import { UsersModule } from './users/users.module.js';
import { VoiceModule } from './voice/voice.module.js';

/** The slices, from the ground up. */
@Module({})
export class AppModule {
  static with(config: Configuration): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config),
        PlatformModule,
        KeysModule,
        UsersModule,
        PasswordsModule,
        EmailsModule,
        SessionsModule,
        AuthModule,
        RealtimeModule,
        OauthModule,
        AdminModule,
        AccountsModule,
        PresenceModule,
        MediaModule,
        SignalingModule,
        CallsModule,
        RoomsModule,
        VoiceModule,
        MessagesModule,
        InboxModule,
        ModerationModule,
        IntegrationsModule,
        GraphqlModule,
        MetaModule,
      ],
    };
  }
}
