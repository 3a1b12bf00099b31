/** A page as the server sees it: a browser with its cookies, Fetch Metadata and the tokens the page holds. */
import { randomBytes } from 'node:crypto';
import supertest, { type Response, type Test } from 'supertest';
import type { CsrfToken } from '../../src/auth/auth.protocol.js';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { PASSWORD } from './client.js';
import { instanceUrl } from './instances.js';

type Headers = Record<string, string>;

/** The headers that the browser adds to requests of the server's own page. */
export const OWN_PAGE: Headers = { 'sec-fetch-site': 'same-origin' };

export interface SetCookie {
  value: string;
  /** Lower-case names; flags are `true`. */
  attributes: Record<string, string | true>;
}

export class BrowserPage {
  readonly cookies = new Map<string, string>();
  /** The `Set-Cookie` lines of the last answer, by name. */
  given: Record<string, SetCookie> = {};
  /** The answer of the last sign-in or refresh. */
  signedIn!: SignedIn;
  /** Sent with every request. */
  headers: Headers = { ...OWN_PAGE };

  constructor(
    readonly url = instanceUrl(),
    readonly username = `ana-${randomBytes(6).toString('hex')}`,
  ) {}

  /** A user who registered in a page that keeps its session in a cookie. */
  static async registered(url?: string): Promise<BrowserPage> {
    const page = new BrowserPage(url);
    await page.enters('register', { username: page.username, password: PASSWORD });
    return page;
  }

  /** The same browser, talking to another instance. */
  at(url: string): BrowserPage {
    const page = new BrowserPage(url, this.username);
    for (const [name, value] of this.cookies) page.cookies.set(name, value);
    page.signedIn = this.signedIn;
    return page;
  }

  get refreshCookie(): string | undefined {
    return this.cookies.get('__Host-rt');
  }

  /** Signs in by one of the ways in, with the refresh token in the cookie. */
  async enters(way: string, body: object, headers: Headers = {}): Promise<Response> {
    const answer = await this.post(way, body, { 'x-token-delivery': 'cookie', ...headers });
    if (answer.status >= 300) throw new Error(`POST ${way} answered ${answer.status}: ${answer.text}`);
    this.signedIn = answer.body as SignedIn;
    return answer;
  }

  /** A fresh CSRF token of this browser. */
  async csrfToken(): Promise<string> {
    return ((await this.get('csrf')).body as CsrfToken).csrfToken;
  }

  /** As the page does it: with a CSRF token; resolves with whatever the server says. */
  async refresh(headers: Headers = {}): Promise<Response> {
    const answer = await this.post('refresh', undefined, {
      'x-csrf-token': await this.csrfToken(),
      ...headers,
    });
    if (answer.status === 200) this.signedIn = answer.body as SignedIn;
    return answer;
  }

  get bearer(): Headers {
    return { authorization: `Bearer ${this.signedIn.accessToken}` };
  }

  get(path: string, headers: Headers = {}): Promise<Response> {
    return this.send(supertest(this.url).get(`/api/auth/${path}`), headers);
  }

  post(path: string, body?: object, headers: Headers = {}): Promise<Response> {
    return this.send(supertest(this.url).post(`/api/auth/${path}`).send(body), headers);
  }

  private async send(request: Test, headers: Headers): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await request.set({ ...(cookie && { cookie }), ...this.headers, ...headers });
    this.given = cookiesOf(answer);
    for (const [name, { value, attributes }] of Object.entries(this.given))
      if (attributes['max-age'] === '0') this.cookies.delete(name);
      else this.cookies.set(name, value);
    return answer;
  }
}

export function cookiesOf(answer: Pick<Response, 'headers'>): Record<string, SetCookie> {
  const lines = (answer.headers['set-cookie'] ?? []) as unknown as string[];
  return Object.fromEntries(
    lines.map((line) => {
      const [[name, value], ...attributes] = line.split('; ').map((part) => {
        const at = part.indexOf('=');
        return at < 0 ? [part, undefined] : [part.slice(0, at), part.slice(at + 1)];
      }) as [[string, string], ...[string, string | undefined][]];
      return [
        name,
        {
          value,
          attributes: Object.fromEntries(attributes.map(([key, v]) => [key.toLowerCase(), v ?? true])),
        },
      ];
    }),
  );
}
