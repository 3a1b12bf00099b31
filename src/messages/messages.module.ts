import { Module } from '@nestjs/common';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { UsersModule } from '../users/users.module.js';
import { MessageChecks } from './message-checks.js';
import { MessageWriter } from './message-writer.js';
import { MessagesController } from './messages.controller.js';
import { MessagesGateway } from './messages.gateway.js';
import { MessagesNews } from './messages.news.js';
import { MessagesService } from './messages.service.js';
import { MessagesStore } from './messages.store.js';
import { RoomAudience } from './room-audience.js';

@Module({
  imports: [RealtimeModule, RoomsModule, UsersModule],
  controllers: [MessagesController],
  providers: [
    MessageChecks,
    MessageWriter,
    MessagesGateway,
    MessagesNews,
    MessagesService,
    MessagesStore,
    RoomAudience,
  ],
})
export class MessagesModule {}
