/** The error of a misspelled URL, as the end of a sentence, with the right spelling where there is one. */
export class SpellingFault extends Error {}

/** Their pages have the origin `null`, which any page can have. */
const WITHOUT_ORIGIN = /^(file|content|data|blob|about|javascript):/i;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
/** Its host is a key that browsers send as they made it. */
const KEEPS_CAPITALS = 'safari-web-extension:';
const EXAMPLE = 'must be an origin such as https://app.example.org';

/**
 * The origin of a page as browsers write it in `Origin` (RFC 6454, 6.2): lower case, punycode, without the default port. Also
 * of the pages of app shells, such as capacitor://localhost, for which `URL.origin` says `null`.
 * @returns undefined for a URL without an origin
 */
export function originOf({ protocol, host, origin }: URL): string | undefined {
  if (host === '' || WITHOUT_ORIGIN.test(protocol)) return undefined;
  if (origin !== 'null') return origin;
  return `${protocol}//${protocol === KEEPS_CAPITALS ? host : host.toLowerCase()}`;
}

/**
 * An origin as people write it, in the form that browsers send.
 * @throws SpellingFault
 */
export function pageOrigin(written: string): string {
  if (/^null$/i.test(written) || WITHOUT_ORIGIN.test(written))
    throw new SpellingFault(
      `${EXAMPLE}; pages opened as files send "Origin: null", as pages of anybody can: serve them over http:// or from an app shell with a scheme of its own`,
    );
  if (/^wss?:/i.test(written))
    throw new SpellingFault(
      `must be the origin of pages, which begin with https://: write ${written.replace(/^ws/i, 'http')}`,
    );
  const url = parsed(written);
  const origin = originOf(url);
  if (origin === undefined) throw new SpellingFault(EXAMPLE);
  if (url.pathname.replace(/\/+$/, '') !== '' || url.search !== '' || url.hash !== '')
    throw new SpellingFault(`must be an origin without a path, query or fragment: write ${origin}`);
  return origin;
}

/** The same for http and https only. @throws SpellingFault */
export function webOrigin(written: string): string {
  if (SCHEME.test(written) && !/^(https?|wss?):/i.test(written))
    throw new SpellingFault('must begin with https:// (or http://)');
  return pageOrigin(written);
}

/** An origin, with a path or without, never with a slash at its end. @throws SpellingFault */
export function webPage(written: string): string {
  const url = /^https?:/i.test(written) ? parsed(written) : undefined;
  if (!url) return webOrigin(written);
  if (url.search !== '' || url.hash !== '')
    throw new SpellingFault(
      `must be a URL without query and fragment: write ${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    );
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** The URL of a server of WebSockets. @throws SpellingFault */
export function socketOrigin(written: string): string {
  if (!/^(wss?|https?):/i.test(written))
    throw new SpellingFault('must be an address such as wss://livekit.example.org');
  const secure = /^(wss|https):/i.test(written);
  const origin = pageOrigin(written.replace(/^\w+:/, secure ? 'https:' : 'http:'));
  return /^ws/i.test(written) ? origin.replace(/^http/, 'ws') : origin;
}

/**
 * Verifiers of tokens compare their issuer letter by letter (RFC 7519, 2): never rewritten, refused in a spelling that
 * verifiers would hardly have.
 * @throws SpellingFault
 */
export function issuer(written: string): string {
  if (/[\s\p{Cc}]/u.test(written)) throw new SpellingFault('must not contain spaces');
  if (!/^https?:/i.test(written)) return written;
  const { href, pathname } = parsed(written);
  const right = pathname === '/' && !written.endsWith('/') ? href.replace(/\/$/, '') : href;
  if (right !== written)
    throw new SpellingFault(`is compared letter by letter by those who verify tokens: write ${right}`);
  return written;
}

function parsed(written: string): URL {
  if (/[\s"'<>,;|^`{}\\]/.test(written))
    throw new SpellingFault(`${EXAMPLE}, without quotes or spaces; several are separated by commas`);
  if (written.includes('*'))
    throw new SpellingFault(`${EXAMPLE}; there are no wildcards, every origin is listed`);
  if (!SCHEME.test(written)) {
    const bare = written.replace(/^(https?:)?\/*/i, '');
    const guess = URL.canParse(`https://${bare}`) ? `: write ${new URL(`https://${bare}`).origin}` : '';
    throw new SpellingFault(`must begin with https:// (or http://)${guess}`);
  }
  if (!URL.canParse(written)) throw new SpellingFault(`${EXAMPLE}; its host or port is not valid`);
  const url = new URL(written);
  if (url.host === '') throw new SpellingFault(EXAMPLE);
  if (url.username !== '' || url.password !== '')
    throw new SpellingFault(`must not contain a user or a password: write ${originOf(url)}`);
  return url;
}
