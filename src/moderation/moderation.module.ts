import { Module } from '@nestjs/common';
import { databaseShare } from '../platform/database/database-pools.js';
import { MessagesModule } from '../messages/messages.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { UsersModule } from '../users/users.module.js';
import { ModerationController } from './moderation.controller.js';
import { ModerationPersonalData } from './moderation.personal-data.js';
import { ModerationRetention } from './moderation.retention.js';
import { ModerationService } from './moderation.service.js';
import { ReportsController } from './reports.controller.js';
import { ReportsService } from './reports.service.js';
import { ReportsStore } from './reports.store.js';

/** Reports of messages and users, and their resolution. */
@Module({
  imports: [MessagesModule, RoomsModule, UsersModule],
  controllers: [ReportsController, ModerationController],
  providers: [
    databaseShare('chat'),
    ModerationPersonalData,
    ModerationRetention,
    ModerationService,
    ReportsService,
    ReportsStore,
  ],
})
export class ModerationModule {}
