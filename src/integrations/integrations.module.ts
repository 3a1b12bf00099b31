import { Module } from '@nestjs/common';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { AppEventsController } from './app-events.controller.js';
import { AppEventsService } from './app-events.service.js';
import { AppEventsStore } from './app-events.store.js';
import { ServiceKeysAdmin } from './service-keys.admin.js';
import { ServiceKeysController } from './service-keys.controller.js';
import { ServiceKeysStore } from './service-keys.store.js';

/** What other back ends use: service keys, events of their own, webhooks. */
@Module({
  imports: [RealtimeModule, RoomsModule, SessionsModule],
  controllers: [ServiceKeysController, AppEventsController],
  providers: [AppEventsService, AppEventsStore, ServiceKeysAdmin, ServiceKeysStore],
})
export class IntegrationsModule {}
