import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { CallSettingsStore } from './call-settings.store.js';
import type { CallSettings } from '../calls.protocol.js';

/** A user's call settings. */
@Injectable()
export class CallSettingsService {
  constructor(
    private readonly settings: CallSettingsStore,
    private readonly config: Configuration,
  ) {}

  find(userId: string): Promise<CallSettings> {
    return this.settings.find(userId);
  }

  /** Absent fields stay unchanged. */
  change(userId: string, change: Partial<CallSettings>): Promise<CallSettings> {
    return this.settings.change(userId, change);
  }

  /** Whether a user's media must go through TURN only, by their own choice or the deployment's. */
  async isRelayOnly(userId: string): Promise<boolean> {
    return this.config.calls.relayOnly || (await this.settings.find(userId)).relayOnly;
  }
}
