import type { OauthOverview, OauthProviderName } from '../../../src/oauth/oauth.protocol.js';
import type { HttpClient } from '../platform/http.client.js';
import { Observable, type Readable } from '../platform/observable.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { Auth } from './auth.client.js';
import type { OauthArrival } from './oauth-arrival.js';
import { refusalInWords } from './oauth.words.js';

/** The secret behind the challenge of the sign-in that this tab has begun. */
const VERIFIER = 'ringline.oauth-verifier';

/** Signing in through a provider: the page is left for it and opened again afterwards. */
export class Oauth {
  readonly #refusal = new Observable<RinglineError | undefined>(undefined);

  constructor(
    private readonly http: HttpClient,
    private readonly baseUrl: string,
    private readonly auth: Auth,
  ) {}

  /** Why the sign-in that came back to this page failed. */
  get refusal(): Readable<RinglineError | undefined> {
    return this.#refusal;
  }

  async providers(): Promise<OauthProviderName[]> {
    return (await this.http.send<OauthOverview>('GET', '/api/auth/oauth')).providers;
  }

  /** Leaves the page. */
  async begin(provider: OauthProviderName): Promise<void> {
    const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
    sessionStorage.setItem(VERIFIER, verifier);
    const returnTo = location.origin + location.pathname + location.search;
    const query = new URLSearchParams({ returnTo, challenge: base64url(new Uint8Array(hash)) });
    location.assign(`${this.baseUrl}/api/auth/oauth/${provider}?${query.toString()}`);
  }

  /** Signs in with the code that the page was opened with, or says why there is none. */
  async arrive({ code, error, provider }: OauthArrival): Promise<void> {
    const verifier = sessionStorage.getItem(VERIFIER) ?? undefined;
    sessionStorage.removeItem(VERIFIER);
    if (error) this.#refusal.set(refused(error, provider));
    if (!code) return this.auth.restore();
    await this.auth.enterByCode(code, verifier).catch((cause: unknown) => {
      const { code, retryable, message } = RinglineError.from(cause);
      this.#refusal.set(
        retryable ? new RinglineError({ code, message, retryable }) : refused(code, provider),
      );
    });
  }
}

function refused(code: string, provider: string | undefined): RinglineError {
  return new RinglineError({ code, message: refusalInWords(code, provider), retryable: false });
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
