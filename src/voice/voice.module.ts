import { Module, type OnModuleInit } from '@nestjs/common';
import { databaseShare } from '../platform/database/database-pools.js';
import { CallsModule } from '../calls/calls.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RealtimeRegistry } from '../realtime/registry/realtime-registry.service.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { SignalingModule } from '../signaling/signaling.module.js';
import { UsersModule } from '../users/users.module.js';
import { LiveKit } from './livekit.js';
import { VoiceController } from './voice.controller.js';
import { VoiceDepartures } from './voice.departures.js';
import { VoiceGateway } from './voice.gateway.js';
import { VoiceJoining } from './voice.joining.js';
import { VoiceMesh } from './voice.mesh.js';
import { VoicePersonalData } from './voice.personal-data.js';
import { VoiceRemovals } from './voice.removals.js';
import { VoiceRosters } from './voice.rosters.js';
import { VoiceService } from './voice.service.js';
import { VoiceStore } from './voice.store.js';
import { VoiceSweep } from './voice.sweep.js';

@Module({
  imports: [CallsModule, RealtimeModule, RoomsModule, SignalingModule, UsersModule],
  controllers: [VoiceController],
  providers: [
    databaseShare('calls'),
    LiveKit,
    VoiceDepartures,
    VoiceGateway,
    VoiceJoining,
    VoiceMesh,
    VoicePersonalData,
    VoiceRemovals,
    VoiceRosters,
    VoiceService,
    VoiceStore,
    VoiceSweep,
  ],
})
export class VoiceModule implements OnModuleInit {
  constructor(private readonly registry: RealtimeRegistry) {}

  onModuleInit(): void {
    this.registry.features.register('voice', 4);
  }
}
