import { Injectable } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { CallSettingsStore } from './call-settings.store.js';

/** What slices above ask about how somebody wants to be reached. */
@Injectable()
export class CallSettingsService {
  constructor(
    private readonly settings: CallSettingsStore,
    private readonly config: Configuration,
  ) {}

  /** Whether a user's media must go through TURN only, by their own choice or the deployment's. */
  async isRelayOnly(userId: string): Promise<boolean> {
    return this.config.relayOnly || (await this.settings.find(userId)).relayOnly;
  }
}
