import { Module } from '@nestjs/common';
import { databaseShare } from '../platform/database/database-pools.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AppEventsController } from './app-events.controller.js';
import { AppEventsService } from './app-events.service.js';
import { AppEventsStore } from './app-events.store.js';
import { DeadLettersStore } from './dead-letters.store.js';
import { DeliveriesStore } from './deliveries.store.js';
import { ServiceKeysAdmin } from './service-keys.admin.js';
import { ServiceKeysController } from './service-keys.controller.js';
import { ServiceKeysStore } from './service-keys.store.js';
import { WebhookDelivery } from './webhook-delivery.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';
import { WebhooksStore } from './webhooks.store.js';

/** What other back ends use: service keys, events of their own, webhooks. */
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
