/** The refresh token in localStorage: a reload stays signed in, and the tabs of one browser share it. */

export interface StoredToken {
  refreshToken: string;
  userId: string;
}

export class RefreshTokenStore {
  constructor(private readonly key = 'ringline.session') {}

  find(): StoredToken | undefined {
    return parse(localStorage.getItem(this.key));
  }

  save(token: StoredToken): void {
    localStorage.setItem(this.key, JSON.stringify(token));
  }

  clear(): void {
    localStorage.removeItem(this.key);
  }

  /** Tells when another tab signs in (or rotates the token) or out. */
  onChangedElsewhere(listener: (token: StoredToken | undefined) => void): void {
    addEventListener('storage', (event) => {
      if (event.key === this.key) listener(parse(event.newValue));
      else if (event.key === null) listener(undefined);
    });
  }
}

function parse(text: string | null): StoredToken | undefined {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<StoredToken> | null;
    if (typeof value?.refreshToken !== 'string' || typeof value.userId !== 'string') return undefined;
    return { refreshToken: value.refreshToken, userId: value.userId };
  } catch {
    return undefined;
  }
}
