import type { CallSettings } from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';

/** How you want to be called, on all devices. */
export class OwnCallSettings {
  constructor(private readonly auth: Auth) {}

  get(): Promise<CallSettings> {
    return this.auth.send('GET', '/api/calls/settings');
  }

  change(change: Partial<CallSettings>): Promise<CallSettings> {
    return this.auth.send('PATCH', '/api/calls/settings', { body: change });
  }
}
