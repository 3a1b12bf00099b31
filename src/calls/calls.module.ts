import { Module, type OnModuleInit } from '@nestjs/common';
import { databaseShare } from '../platform/database/database-pools.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { RealtimeRegistry } from '../realtime/registry/realtime-registry.service.js';
import { SignalingModule } from '../signaling/signaling.module.js';
import { UsersModule } from '../users/users.module.js';
import { CallSettingsService } from './settings/call-settings.service.js';
import { CallSettingsStore } from './settings/call-settings.store.js';
import { CallEndings } from './log/call-endings.store.js';
import { CallRecordStore } from './log/call-record.store.js';
import { CallsAdmission } from './ringing/calls.admission.js';
import { CallsController } from './calls.controller.js';
import { CallsDeadlines } from './ringing/calls.deadlines.js';
import { CallsDepartures } from './recovery/calls.departures.js';
import { CallsResync } from './recovery/calls.resync.js';
import { CallsGateway } from './calls.gateway.js';
import { CallsGrace } from './recovery/calls.grace.js';
import { CallsHistory } from './log/calls.history.js';
import { CallsTransfer } from './transfer/calls.transfer.js';
import { CallsNotifier } from './calls.notifier.js';
import { CallsPersonalData } from './calls.personal-data.js';
import { CallsRecord } from './log/calls.record.js';
import { CallsResume } from './recovery/calls.resume.js';
import { CallsRinging } from './ringing/calls.ringing.js';
import { CallsScreening } from './ringing/calls.screening.js';
import { CallsService } from './calls.service.js';
import { CallsState } from './calls.state.js';
import { CallsStore } from './calls.store.js';
import { DeparturesStore } from './recovery/departures.store.js';
import { MissedCallsService } from './log/missed-calls.service.js';
import { MissedCallsStore } from './log/missed-calls.store.js';
import { TransfersStore } from './transfer/transfers.store.js';
import { OngoingCallsStore } from './recovery/ongoing-calls.store.js';
import { RingingStore } from './ringing/ringing.store.js';

@Module({
  imports: [RealtimeModule, SignalingModule, UsersModule],
  controllers: [CallsController],
  providers: [
    databaseShare('calls'),
    CallEndings,
    CallRecordStore,
    CallSettingsService,
    CallSettingsStore,
    CallsAdmission,
    CallsDeadlines,
    CallsDepartures,
    CallsResync,
    CallsGateway,
    CallsGrace,
    CallsHistory,
    CallsTransfer,
    CallsNotifier,
    CallsPersonalData,
    CallsRecord,
    CallsResume,
    CallsRinging,
    CallsScreening,
    CallsService,
    CallsState,
    CallsStore,
    DeparturesStore,
    MissedCallsService,
    MissedCallsStore,
    TransfersStore,
    OngoingCallsStore,
    RingingStore,
  ],
  exports: [CallSettingsService, MissedCallsService],
})
export class CallsModule implements OnModuleInit {
  constructor(private readonly registry: RealtimeRegistry) {}

  onModuleInit(): void {
    this.registry.features.register('calls', 2);
  }
}
