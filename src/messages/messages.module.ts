import { Module, type OnModuleInit } from '@nestjs/common';
import { databaseShare } from '../platform/database/database-pools.js';
import { MediaModule } from '../media/media.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RealtimeRegistry } from '../realtime/registry/realtime-registry.service.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { UsersModule } from '../users/users.module.js';
import { GroupCommit } from './writing/group-commit.js';
import { HistoryBudget } from './history-budget.js';
import { MessageChecks } from './writing/message-checks.js';
import { MessageChangesService } from './changes/message-changes.service.js';
import { MessageChangesStore } from './changes/message-changes.store.js';
import { MessageReactionsController } from './changes/message-reactions.controller.js';
import { MessageReactions } from './changes/message-reactions.service.js';
import { MessagePresenter } from './message-presenter.js';
import { MessageGroups } from './writing/message-groups.js';
import { MessageWordsStore } from './upkeep/message-words.store.js';
import { MessageWriter } from './writing/message-writer.js';
import { MessagesController } from './messages.controller.js';
import { MessagesGateway } from './messages.gateway.js';
import { MessagesNotifier } from './messages.notifier.js';
import { MessagesPersonalData } from './upkeep/messages.personal-data.js';
import { MessagesRetentionStore } from './upkeep/messages-retention.store.js';
import { MessagesRetention } from './upkeep/messages.retention.js';
import { MessagesService } from './messages.service.js';
import { MessageExportStore } from './upkeep/message-export.store.js';
import { MessagesStore } from './messages.store.js';
import { RoomSubscriptions } from './room-subscriptions.js';
import { RoomHeads } from './room-heads.js';
import { RoomTyping } from './room-typing.service.js';

@Module({
  imports: [MediaModule, RealtimeModule, RoomsModule, UsersModule],
  controllers: [MessageReactionsController, MessagesController],
  providers: [
    databaseShare('chat'),
    MessageExportStore,
    GroupCommit,
    HistoryBudget,
    MessageChangesService,
    MessageChangesStore,
    MessageChecks,
    MessageReactions,
    MessagePresenter,
    MessageGroups,
    MessageWordsStore,
    MessageWriter,
    MessagesGateway,
    MessagesNotifier,
    MessagesPersonalData,
    MessagesRetention,
    MessagesService,
    MessagesRetentionStore,
    MessagesStore,
    RoomSubscriptions,
    RoomHeads,
    RoomTyping,
  ],
  exports: [MessagesService],
})
export class MessagesModule implements OnModuleInit {
  constructor(private readonly registry: RealtimeRegistry) {}

  onModuleInit(): void {
    this.registry.features.register('messages', 5);
  }
}
