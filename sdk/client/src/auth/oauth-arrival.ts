/** The result in the server's redirect when a sign-in through a provider comes back to the page. */
export interface OauthArrival {
  /** Fetches the tokens, once. */
  code?: string;
  /** Why there is none. */
  error?: string;
  provider?: string;
  /** The provider whose account was linked to yours. */
  linked?: string;
}

const TOKEN = /^[A-Za-z0-9_-]{1,64}$/;

/** Undefined for every other URL. */
export function oauthArrival(hash: string): OauthArrival | undefined {
  if (!hash.startsWith('#oauth_')) return undefined;
  const fields = new URLSearchParams(hash.slice(1));
  const read = (name: string) => {
    const value = fields.get(name);
    return value !== null && TOKEN.test(value) ? value : undefined;
  };
  return {
    code: read('oauth_code'),
    error: read('oauth_error'),
    provider: read('oauth_provider'),
    linked: read('oauth_linked'),
  };
}

/** Reads the result from the page's URL and removes it from the address bar and the history. */
export function takeOauthArrival(): OauthArrival | undefined {
  const arrival = oauthArrival(location.hash);
  if (arrival) history.replaceState(null, '', location.pathname + location.search);
  return arrival;
}
