/** A browser as far as signing in needs one: it follows redirects and keeps each site's cookies. */
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import type { OauthProviderName } from '../../src/oauth/oauth.protocol.js';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';
import { IdentityProvider, type Person } from './identity-provider.js';
import { project } from './instances.js';
import { embeddedStores, startServer, stores } from './server.mjs';

export const PUBLIC_URL = 'https://ringline.example';
/** A page of another origin that may use the API. */
export const APP_URL = 'https://app.ringline.example';

/** Our server under its public name, on as many instances as the project has, and the providers that know it. */
export class Site {
  private constructor(
    readonly providers: IdentityProvider,
    readonly stores: Record<string, string>,
    readonly instances: string[],
  ) {}

  static async open(env: Record<string, string> = {}): Promise<Site> {
    const providers = await IdentityProvider.start(PUBLIC_URL);
    const shared = project() === 'embedded' ? embeddedStores() : await stores();
    const settings = {
      ...shared,
      ...providers.env,
      PUBLIC_URL,
      ALLOWED_ORIGINS: `${PUBLIC_URL},${APP_URL}`,
      ...env,
    };
    const first = await startServer(settings);
    const second = project() === 'two' ? [await startServer(settings)] : [];
    return new Site(
      providers,
      shared,
      [first, ...second].map(({ url }) => url),
    );
  }

  /** A public URL at an instance; instances take turns, as behind a proxy. */
  at(url: string, seat: number): string {
    const { origin } = new URL(url);
    if (origin !== PUBLIC_URL) return url;
    return this.instances[seat % this.instances.length]! + url.slice(origin.length);
  }

  async close(): Promise<void> {
    await this.providers.stop();
  }
}

interface Visit {
  accept?: string;
  body?: object;
  authorization?: string;
  method?: string;
  headers?: Record<string, string>;
}

export class Browser {
  private readonly cookies = new Map<string, Map<string, string>>();
  private seat = 0;

  constructor(private readonly site: Site) {}

  /** One request, of which redirects are not followed; each goes to the next instance. */
  async visit(
    url: string,
    { accept = 'text/html', body, authorization, method, headers }: Visit = {},
  ): Promise<Response> {
    const { origin } = new URL(url, PUBLIC_URL);
    const jar = this.cookies.get(origin) ?? new Map<string, string>();
    this.cookies.set(origin, jar);
    const answer = await fetch(this.site.at(new URL(url, PUBLIC_URL).href, this.seat++), {
      method: method ?? (body ? 'POST' : 'GET'),
      redirect: 'manual',
      headers: {
        accept,
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body && { 'content-type': 'application/json' }),
        ...(authorization && { authorization }),
        ...headers,
      },
      body: body && JSON.stringify(body),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '') jar.delete(name!);
      else jar.set(name!, value!);
    }
    return answer;
  }

  /** Where the server sends it to begin. */
  async begins(provider: OauthProviderName, query: Record<string, string> = {}): Promise<string> {
    const search = new URLSearchParams(query).toString();
    return location(await this.visit(`/api/auth/oauth/${provider}${search && `?${search}`}`));
  }

  /** Goes to the provider, signs in there, and stops at the redirect back to us: that URL with code and state. */
  async agrees(authorization: string, person: Person | 'nobody'): Promise<string> {
    let url = authorization;
    for (let step = 0; step < 10; step += 1) {
      const answer = await this.visit(url);
      if (answer.status < 300 || answer.status > 399)
        throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
      url = new URL(location(answer), url).href;
      if (url.startsWith(PUBLIC_URL)) return url;
      if (url.includes('/interaction/')) url += person === 'nobody' ? '/cancel' : `/as/${person.id}`;
    }
    throw new Error(`The provider goes round in circles: ${url}`);
  }

  /** To the provider and back: the URL of the callback, not visited yet. */
  async callbackOf(
    provider: OauthProviderName,
    person: Person | 'nobody',
    query: Record<string, string> = {},
  ): Promise<string> {
    return this.agrees(await this.begins(provider, query), person);
  }

  /** The page it ends up on, with the result in the fragment. */
  async lands(callback: string): Promise<{ page: string; fragment: Record<string, string> }> {
    const [page, fragment] = location(await this.visit(callback)).split('#', 2);
    return { page: page!, fragment: Object.fromEntries(new URLSearchParams(fragment)) };
  }

  async fetchesTokens(code: string, verifier?: string): Promise<Response> {
    const body = { code, ...(verifier && { verifier }) };
    return this.visit('/api/auth/oauth/token', { accept: 'application/json', body });
  }

  /** All the way. */
  async signsIn(provider: OauthProviderName, person: Person): Promise<SignedIn> {
    const { fragment } = await this.lands(await this.callbackOf(provider, person));
    if (!fragment.oauth_code) throw new Error(`${person.login} was refused: ${JSON.stringify(fragment)}`);
    const answer = await this.fetchesTokens(fragment.oauth_code);
    if (answer.status !== 200) throw new Error(`The code was refused: ${await answer.text()}`);
    return (await answer.json()) as SignedIn;
  }

  /** A cookie of our own site. */
  cookie(name: string): string | undefined {
    return this.cookies.get(PUBLIC_URL)?.get(name);
  }
}

export function location(answer: Response): string {
  const to = answer.headers.get('location');
  if (to === null) throw new Error(`${answer.url} answered ${answer.status} and no redirect`);
  return to;
}

export async function problemOf(answer: Response): Promise<Problem> {
  return (await answer.json()) as Problem;
}
