import { Module } from '@nestjs/common';
import { databaseShare } from '../platform/database/database-pools.js';
import { MediaModule } from '../media/media.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { UsersModule } from '../users/users.module.js';
import { GroupCommit } from './group-commit.js';
import { HistoryBudget } from './history-budget.js';
import { MessageChecks } from './message-checks.js';
import { MessageChangesService } from './message-changes.service.js';
import { MessageChangesStore } from './message-changes.store.js';
import { MessageReactionsController } from './message-reactions.controller.js';
import { MessageReactions } from './message-reactions.service.js';
import { MessageViews } from './message-views.js';
import { MessageGroups } from './message-groups.js';
import { MessageWordsStore } from './message-words.store.js';
import { MessageWriter } from './message-writer.js';
import { MessagesController } from './messages.controller.js';
import { MessagesGateway } from './messages.gateway.js';
import { MessagesNews } from './messages.news.js';
import { MessagesPersonalData } from './messages.personal-data.js';
import { MessagesRetention } from './messages.retention.js';
import { MessagesService } from './messages.service.js';
import { MessageExportStore } from './message-export.store.js';
import { MessagesStore } from './messages.store.js';
import { RoomAudience } from './room-audience.js';
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
    MessageViews,
    MessageGroups,
    MessageWordsStore,
    MessageWriter,
    MessagesGateway,
    MessagesNews,
    MessagesPersonalData,
    MessagesRetention,
    MessagesService,
    MessagesStore,
    RoomAudience,
    RoomHeads,
    RoomTyping,
  ],
  exports: [MessagesService],
})
export class MessagesModule {}
