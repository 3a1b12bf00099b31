import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportPages, PersonalData } from '../users/personal-data.service.js';
import { CallRecordStore } from './log/call-record.store.js';
import { CallSettingsStore } from './settings/call-settings.store.js';
import type { Call } from './calls.protocol.js';
import { CallsStore } from './calls.store.js';
import { MissedCallsStore } from './log/missed-calls.store.js';

/** Personal data about calls. When an account is deleted, its calls leave its own log, not those of the peers. */
@Injectable()
export class CallsPersonalData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly calls: CallsStore,
    private readonly record: CallRecordStore,
    private readonly settings: CallSettingsStore,
    private readonly missed: MissedCallsStore,
  ) {}

  onModuleInit(): void {
    this.personalData.register('calls', {
      read: (userId) =>
        ExportPages.of<Call>(
          (last, limit) => this.page(userId, last, limit),
          (calls) => this.withLegs(userId, calls),
        ),
      erase: async (userId, tx) => {
        await this.record.erase(userId, undefined, tx);
        await this.missed.erase(userId, tx);
      },
    });
    this.personalData.register('callSettings', {
      read: (userId) => this.settings.find(userId),
      erase: (userId, tx) => this.settings.erase(userId, tx),
    });
  }

  private page(userId: string, last: Call | undefined, limit: number): Promise<Call[]> {
    const before = last && { createdAt: new Date(last.createdAt), id: last.id };
    return this.calls.history(userId, { before }, limit);
  }

  private async withLegs(userId: string, calls: Call[]): Promise<object[]> {
    const legs = await this.record.legsOf(
      calls.map(({ id }) => id),
      userId,
    );
    return calls.map((call) => ({
      ...call,
      legs: legs.filter(({ callId }) => callId === call.id).map(({ callId: _, ...leg }) => leg),
    }));
  }
}
