import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../users/personal-data.service.js';
import { CallRecordStore } from './call-record.store.js';
import { CallSettingsStore } from './call-settings.store.js';
import type { Call } from './calls.protocol.js';
import { CallsStore } from './calls.store.js';
import { MissedCallsStore } from './missed-calls.store.js';

const PAGE = 500;

/** What is known of a person's calls. When they leave, their calls are taken out of their own log, not out of others'. */
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
    this.personalData.offer('calls', {
      read: (userId) => this.all(userId),
      forget: async (userId, tx) => {
        await this.record.erase(userId, undefined, tx);
        await this.missed.forget(userId, tx);
      },
    });
    this.personalData.offer('callSettings', {
      read: (userId) => this.settings.find(userId),
      forget: (userId, tx) => this.settings.forget(userId, tx),
    });
  }

  private async all(userId: string): Promise<object[]> {
    const all: (Call & { legs: object[] })[] = [];
    for (;;) {
      const last = all.at(-1);
      const before = last && { createdAt: new Date(last.createdAt), id: last.id };
      const page = await this.calls.history(userId, { before }, PAGE);
      const legs = await this.record.legsOf(
        page.map(({ id }) => id),
        userId,
      );
      for (const call of page)
        all.push({
          ...call,
          legs: legs.filter(({ callId }) => callId === call.id).map(({ callId: _, ...leg }) => leg),
        });
      if (page.length < PAGE) return all;
    }
  }
}
