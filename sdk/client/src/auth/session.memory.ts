import { lasting } from '../platform/storage.js';

/** The session in localStorage: for the next visit, and for the other tabs of this browser. */

export interface Remembered {
  userId: string;
  /** Only where it is not kept in a cookie. */
  refreshToken?: string;
}

export class SessionMemory {
  constructor(private readonly key = 'ringline.session') {}

  find(): Remembered | undefined {
    return parse(lasting.getItem(this.key));
  }

  save(session: Remembered): void {
    const text = JSON.stringify(session);
    if (lasting.getItem(this.key) !== text) lasting.setItem(this.key, text);
  }

  clear(): void {
    lasting.removeItem(this.key);
  }

  /** Notifies when another tab signs in, rotates a stored token, or signs out. */
  onChangedElsewhere(listener: (session: Remembered | undefined) => void): void {
    addEventListener('storage', (event) => {
      if (event.key === this.key) listener(parse(event.newValue));
      else if (event.key === null) listener(undefined);
    });
  }
}

function parse(text: string | null): Remembered | undefined {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<Remembered> | null;
    if (typeof value?.userId !== 'string') return undefined;
    return { userId: value.userId, refreshToken: value.refreshToken };
  } catch {
    return undefined;
  }
}
