import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { CallSettings } from '../calls.protocol.js';

const DEFAULTS: CallSettings = { callWaiting: false, relayOnly: false };

@Injectable()
export class CallSettingsStore {
  constructor(private readonly database: Database) {}

  async find(userId: string): Promise<CallSettings> {
    const row = await this.database.callSettings.findUnique({ where: { userId } });
    return row ? { callWaiting: row.callWaiting, relayOnly: row.relayOnly } : DEFAULTS;
  }

  async change(userId: string, change: Partial<CallSettings>): Promise<CallSettings> {
    const { callWaiting, relayOnly } = await this.database.callSettings.upsert({
      where: { userId },
      create: { userId, ...change },
      update: change,
    });
    return { callWaiting, relayOnly };
  }

  async erase(userId: string, tx: Transaction): Promise<void> {
    await tx.callSettings.deleteMany({ where: { userId } });
  }
}
