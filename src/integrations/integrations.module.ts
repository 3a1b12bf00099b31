import { Module } from '@nestjs/common';
import { databaseShare } from '../platform/database/database-pools.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AppEventsController } from './app-events/app-events.controller.js';
import { AppEventsService } from './app-events/app-events.service.js';
import { AppEventsStore } from './app-events/app-events.store.js';
import { DeadLettersStore } from './webhooks/dead-letters.store.js';
import { DeliveriesStore } from './webhooks/deliveries.store.js';
import { ServiceKeysAdmin } from './service-keys/service-keys.admin.js';
import { ServiceKeysController } from './service-keys/service-keys.controller.js';
import { ServiceKeysStore } from './service-keys/service-keys.store.js';
import { WebhookDelivery } from './webhooks/webhook-delivery.js';
import { WebhookSecrets } from './webhooks/webhook-secrets.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { WebhooksService } from './webhooks/webhooks.service.js';
import { WebhooksStore } from './webhooks/webhooks.store.js';

/** For other back ends: service keys, application events, webhooks. */
@Module({
  imports: [RealtimeModule, RoomsModule, SessionsModule, UsersModule],
  controllers: [ServiceKeysController, AppEventsController, WebhooksController],
  providers: [
    databaseShare('chat'),
    AppEventsService,
    AppEventsStore,
    DeadLettersStore,
    DeliveriesStore,
    ServiceKeysAdmin,
    ServiceKeysStore,
    WebhookDelivery,
    WebhookSecrets,
    WebhookSender,
    WebhooksService,
    WebhooksStore,
  ],
})
export class IntegrationsModule {}
