/** Which page made a browser send a request, by headers that no script can forge: Fetch Metadata and `Origin`. */
export interface SourceHeaders {
  origin?: string;
  'sec-fetch-site'?: string;
}

/** `unknown`: no browser of today sends nothing of the kind with an unsafe request. */
export type RequestSource = 'own' | 'foreign' | 'unknown';

/** A page is our own when its origin is on the exact list, or when the browser says that it came from this server. */
export function requestSource(headers: SourceHeaders, allowedOrigins: readonly string[]): RequestSource {
  const { origin, 'sec-fetch-site': site } = headers;
  if (site === 'same-origin' || site === 'none') return 'own';
  if (origin !== undefined) return allowedOrigins.includes(origin) ? 'own' : 'foreign';
  return site === undefined ? 'unknown' : 'foreign';
}
