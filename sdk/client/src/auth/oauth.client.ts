import {
  OAUTH_PROVIDERS,
  type OauthDestination,
  type OauthOverview,
  type OauthProviderName,
} from '../../../../src/oauth/oauth.protocol.js';
import type { HttpClient } from '../platform/http.client.js';
import { Observable, type Readable } from '../platform/observable.js';
import { RinglineError } from '../platform/ringline.error.js';
import { sha256 } from '../platform/secure-only.js';
import { ofThisTab } from '../platform/storage.js';
import type { Auth } from './auth.client.js';
import type { OauthArrival } from './oauth-arrival.js';
import { refusalLabel } from './oauth.labels.js';

/** The secret behind the challenge of the sign-in that this tab has begun. */
const VERIFIER = 'ringline.oauth-verifier';

/** Signing in through a provider: the page is left for it and opened again afterwards. */
export class Oauth {
  readonly #refusal = new Observable<RinglineError | undefined>(undefined);
  readonly #linked = new Observable<OauthProviderName | undefined>(undefined);

  constructor(
    private readonly http: HttpClient,
    private readonly baseUrl: string,
    private readonly auth: Auth,
  ) {}

  /** Why the sign-in that came back to this page failed. */
  get refusal(): Readable<RinglineError | undefined> {
    return this.#refusal;
  }

  /** The provider that was linked by the way that came back to this page. */
  get linked(): Readable<OauthProviderName | undefined> {
    return this.#linked;
  }

  /** Clears `refusal` and `linked`, once the user has read them. */
  dismiss(): void {
    this.#refusal.set(undefined);
    this.#linked.set(undefined);
  }

  /** The providers, and which accounts of yours are linked. */
  overview(): Promise<OauthOverview> {
    return this.auth.send('GET', '/api/auth/oauth');
  }

  /**
   * Leaves the page to link an account at the provider to yours.
   * @throws `reauthentication_required` where the server wants the password first
   */
  async link(provider: OauthProviderName, password?: string): Promise<void> {
    const returnTo = location.origin + location.pathname + location.search;
    const body = { returnTo, ...(password && { password }) };
    const { url } = await this.auth.send<OauthDestination>('POST', `/api/auth/oauth/${provider}/link`, {
      body,
    });
    location.assign(url);
  }

  /** @throws `last_sign_in_method` where it is the only way in */
  async unlink(provider: OauthProviderName): Promise<void> {
    await this.auth.send('DELETE', `/api/auth/oauth/${provider}`);
  }

  async providers(): Promise<OauthProviderName[]> {
    return (await this.http.send<OauthOverview>('GET', '/api/auth/oauth')).providers;
  }

  /** Leaves the page. */
  async begin(provider: OauthProviderName): Promise<void> {
    const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
    const returnTo = location.origin + location.pathname + location.search;
    const query = new URLSearchParams({ returnTo });
    const hash = await sha256(new TextEncoder().encode(verifier));
    // Without one the server uses its cookie.
    if (hash) {
      ofThisTab.setItem(VERIFIER, verifier);
      query.set('challenge', base64url(hash));
    }
    location.assign(`${this.baseUrl}/api/auth/oauth/${provider}?${query.toString()}`);
  }

  /** Signs in with the code that the page was opened with, or says why there is none. */
  async arrive({ code, error, provider, linked }: OauthArrival): Promise<void> {
    const verifier = ofThisTab.getItem(VERIFIER) ?? undefined;
    ofThisTab.removeItem(VERIFIER);
    if (error) this.#refusal.set(refused(error, provider));
    this.#linked.set(OAUTH_PROVIDERS.find((name) => name === linked));
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
  return new RinglineError({ code, message: refusalLabel(code, provider), retryable: false });
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
