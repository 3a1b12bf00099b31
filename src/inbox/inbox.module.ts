import { Module, type OnModuleInit } from '@nestjs/common';
import { databaseShare } from '../platform/database/database-pools.js';
import { CallsModule } from '../calls/calls.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RealtimeRegistry } from '../realtime/registry/realtime-registry.service.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { UsersModule } from '../users/users.module.js';
import { DirectChatsController } from './direct-chats.controller.js';
import { DirectChatsService } from './direct-chats.service.js';
import { DirectChatsStore } from './direct-chats.store.js';
import { DirectItems } from './direct-items.js';
import { InboxController } from './inbox.controller.js';
import { InboxGateway } from './inbox.gateway.js';
import { InboxNotifier } from './inbox.notifier.js';
import { InboxPersonalData } from './inbox.personal-data.js';
import { InboxService } from './inbox.service.js';
import { InboxWatch } from './inbox.watch.js';
import { OpenThreads } from './open-threads.js';
import { ReadMarksStore } from './read-marks.store.js';

@Module({
  imports: [CallsModule, MessagesModule, RealtimeModule, RoomsModule, UsersModule],
  controllers: [InboxController, DirectChatsController],
  providers: [
    databaseShare('chat'),
    DirectChatsService,
    DirectChatsStore,
    DirectItems,
    InboxGateway,
    InboxNotifier,
    InboxPersonalData,
    InboxService,
    InboxWatch,
    OpenThreads,
    ReadMarksStore,
  ],
})
export class InboxModule implements OnModuleInit {
  constructor(private readonly registry: RealtimeRegistry) {}

  onModuleInit(): void {
    this.registry.features.register('inbox', 6);
  }
}
