import * as openid from 'openid-client';
import {
  accessToken,
  authorizationUrl,
  described,
  type Handshake,
  type OauthProvider,
  optional,
  type Profile,
  readWith,
  type Registration,
  required,
  withProviderErrors,
} from './oauth.provider.js';

/** github.com, GitHub Enterprise Cloud with data residency, or a GitHub Enterprise Server. */
export class GitHub implements OauthProvider {
  private readonly config: openid.Configuration;
  private readonly api: string;

  constructor(
    private readonly registration: Registration,
    url: string,
  ) {
    const paths = { authorize: '/login/oauth/authorize', token: '/login/oauth/access_token' };
    this.config = described(url, paths, registration);
    this.config[openid.customFetch] = refusalsAreErrors;
    const { protocol, hostname } = new URL(url);
    const isCloud = hostname === 'github.com' || hostname.endsWith('.ghe.com');
    this.api = isCloud ? `${protocol}//api.${hostname}` : `${url}/api/v3`;
  }

  authorizationUrl(handshake: Handshake): Promise<URL> {
    const { redirectUri } = this.registration;
    const scope = 'read:user user:email';
    return authorizationUrl(this.config, handshake, { redirect_uri: redirectUri, scope });
  }

  identify(callback: URL, handshake: Handshake): Promise<Profile> {
    return withProviderErrors(async () => {
      const token = await accessToken(this.config, callback, handshake);
      const user = await readWith(this.config, token, `${this.api}/user`);
      const email = primary(await readWith(this.config, token, `${this.api}/user/emails`));
      return {
        subject: required(user, 'id'),
        login: required(user, 'login'),
        displayName: optional(user, 'name'),
        email: optional(email, 'email'),
        emailVerified: email?.verified === true,
      };
    });
  }
}

function primary(emails: unknown): Record<string, unknown> | undefined {
  const list = Array.isArray(emails) ? (emails as (Record<string, unknown> | null)[]) : [];
  return list.find((email) => email?.primary === true) ?? undefined;
}

/** GitHub's token endpoint refuses with status 200. */
async function refusalsAreErrors(url: string, options: openid.CustomFetchOptions): Promise<Response> {
  const answer = await fetch(url, options);
  if (answer.status !== 200 || options.method !== 'POST') return answer;
  const text = await answer.text();
  return new Response(text, { status: isRefusal(text) ? 400 : 200, headers: answer.headers });
}

function isRefusal(text: string): boolean {
  try {
    return typeof (JSON.parse(text) as { error?: unknown }).error === 'string';
  } catch {
    return false;
  }
}
