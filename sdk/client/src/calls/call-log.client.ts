import type { Call, CallQuality, CallStatus, Page } from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';

export interface CallSearch {
  /** Only calls with this user. */
  peer?: string;
  status?: CallStatus;
  limit?: number;
  cursor?: string;
}

/** The user's own calls, newest first. */
export class CallLog {
  constructor(private readonly auth: Auth) {}

  list({ limit = 20, ...search }: CallSearch = {}): Promise<Page<Call>> {
    const given = Object.entries({ ...search, limit: String(limit) }).filter(([, value]) => value);
    return this.auth.send('GET', `/api/calls?${new URLSearchParams(given)}`);
  }

  /** For the call's record; a call whose quality nobody knows is no worse. */
  rate(callId: string, quality: CallQuality): void {
    if (Object.values(quality).every((figure) => figure === undefined)) return;
    this.auth.send('POST', `/api/calls/${callId}/quality`, { body: quality }).catch(() => undefined);
  }
}
