import { Module } from '@nestjs/common';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { SignalingModule } from '../signaling/signaling.module.js';
import { UsersModule } from '../users/users.module.js';
import { CallsController } from './calls.controller.js';
import { CallsDevices } from './calls.devices.js';
import { CallsGateway } from './calls.gateway.js';
import { CallsHistory } from './calls.history.js';
import { CallsNews } from './calls.news.js';
import { CallsService } from './calls.service.js';
import { CallsStore } from './calls.store.js';

@Module({
  imports: [RealtimeModule, SignalingModule, UsersModule],
  controllers: [CallsController],
  providers: [CallsDevices, CallsGateway, CallsHistory, CallsNews, CallsService, CallsStore],
})
export class CallsModule {}
