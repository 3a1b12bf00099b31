import { Module } from '@nestjs/common';
import { databaseShare } from '../platform/database/database-pools.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { SignalingModule } from '../signaling/signaling.module.js';
import { UsersModule } from '../users/users.module.js';
import { CallSettingsService } from './call-settings.service.js';
import { CallSettingsStore } from './call-settings.store.js';
import { CallEndings } from './call-endings.store.js';
import { CallRecordStore } from './call-record.store.js';
import { CallsAdmission } from './calls.admission.js';
import { CallsController } from './calls.controller.js';
import { CallsDeadlines } from './calls.deadlines.js';
import { CallsDepartures } from './calls.departures.js';
import { CallsDoubts } from './calls.doubts.js';
import { CallsGateway } from './calls.gateway.js';
import { CallsGrace } from './calls.grace.js';
import { CallsHistory } from './calls.history.js';
import { CallsTransfer } from './calls.transfer.js';
import { CallsNews } from './calls.news.js';
import { CallsPersonalData } from './calls.personal-data.js';
import { CallsRecord } from './calls.record.js';
import { CallsResume } from './calls.resume.js';
import { CallsRinging } from './calls.ringing.js';
import { CallsScreening } from './calls.screening.js';
import { CallsService } from './calls.service.js';
import { CallsState } from './calls.state.js';
import { CallsStore } from './calls.store.js';
import { DeparturesStore } from './departures.store.js';
import { MissedCallsService } from './missed-calls.service.js';
import { MissedCallsStore } from './missed-calls.store.js';
import { TransfersStore } from './transfers.store.js';
import { OngoingCallsStore } from './ongoing-calls.store.js';
import { RingingStore } from './ringing.store.js';

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
    CallsDoubts,
    CallsGateway,
    CallsGrace,
    CallsHistory,
    CallsTransfer,
    CallsNews,
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
export class CallsModule {}
