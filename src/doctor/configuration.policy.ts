import ipaddr from 'ipaddr.js';
import type { Configuration } from '../platform/config/configuration.js';
import { ok, problem, type Remark, warning } from './finding.js';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;
const USUAL_BCRYPT_COST = 12;
const WIDEST_PROXY_RANGE = { ipv4: 8, ipv6: 16 } as const;

/** Settings that are valid but not what an operator would want. */
export function configurationWarnings(c: Configuration): Remark[] {
  const found = [
    ...places(c),
    ...proxies(c),
    ...strength(c),
    ...(c.server.nodeEnv === 'production' ? inProduction(c) : []),
  ];
  return found.length > 0 ? found : [ok('nothing that is legal but unwise')];
}

function places(c: Configuration): Remark[] {
  const found: Remark[] = [];
  const isPlain = (url: string) => url.startsWith('http:') && !isLocal(url);
  if (isPlain(c.server.publicUrl))
    found.push(
      warning(
        `PUBLIC_URL=${c.server.publicUrl} is not secure: browsers give microphones and cameras to https:// pages only`,
        'put TLS in front and set PUBLIC_URL to the https:// origin',
      ),
    );
  if (c.server.nodeEnv !== 'production' && !isLocal(c.server.publicUrl))
    found.push(
      warning(
        `NODE_ENV=${c.server.nodeEnv} behind ${c.server.publicUrl}: the rules for production are not applied`,
        'set NODE_ENV=production',
      ),
    );
  const plain = c.server.allowedOrigins.filter((origin) => origin !== c.server.publicUrl && isPlain(origin));
  if (plain.length > 0)
    found.push(
      warning(
        `ALLOWED_ORIGINS has pages that anybody on the way can change: ${plain.join(', ')}`,
        'serve them over https:// and list that origin',
      ),
    );
  return found;
}

function proxies({ server: { trustedProxies, directExposure } }: Configuration): Remark[] {
  const found: Remark[] = [];
  const wide = trustedProxies.filter((proxy) => {
    if (!ipaddr.isValidCIDR(proxy)) return false;
    const [network, bits] = ipaddr.parseCIDR(proxy);
    return bits < WIDEST_PROXY_RANGE[network.kind()];
  });
  if (wide.length > 0)
    found.push(
      problem(
        `TRUSTED_PROXIES=${wide.join(',')} believes strangers: they choose the address that limits count by`,
        'name the proxy itself, or the network that only proxies are in',
      ),
    );
  if (directExposure && trustedProxies.length > 0)
    found.push(
      warning(
        'DIRECT_EXPOSURE=true says that there is no proxy, TRUSTED_PROXIES names one',
        'keep whichever is true',
      ),
    );
  return found;
}

function strength(c: Configuration): Remark[] {
  const found: Remark[] = [];
  if (c.auth.rateLimitFactor !== 1 && (c.server.nodeEnv === 'production' || c.auth.rateLimitFactor === 0))
    found.push(
      warning(
        `RATE_LIMIT_FACTOR=${c.auth.rateLimitFactor}: ${c.auth.rateLimitFactor === 0 ? 'there are no limits' : 'every limit is that many times the recommended value'}`,
        'remove it, unless this is a load test',
      ),
    );
  const same =
    c.auth.appSecret !== undefined &&
    [c.calls.turnSecret, c.observability.metricsToken].includes(c.auth.appSecret);
  if (same)
    found.push(
      problem(
        'APP_SECRET is also TURN_SECRET or METRICS_TOKEN: their operators can make access tokens',
        'make the others new (openssl rand -hex 32)',
      ),
    );
  return found;
}

function inProduction(c: Configuration): Remark[] {
  const found: Remark[] = [];
  if (c.auth.bcryptCost < USUAL_BCRYPT_COST)
    found.push(
      warning(
        `BCRYPT_COST=${c.auth.bcryptCost} makes stolen hashes ${2 ** (USUAL_BCRYPT_COST - c.auth.bcryptCost)} times cheaper to guess`,
        `set ${USUAL_BCRYPT_COST}; hashes are renewed as people sign in`,
      ),
    );
  const local = c.server.allowedOrigins.filter((origin) => origin !== c.server.publicUrl && isLocal(origin));
  if (local.length > 0)
    found.push(
      warning(
        `ALLOWED_ORIGINS has ${local.join(', ')}: whatever a visitor runs on their own machine`,
        'remove it in production',
      ),
    );
  if (c.server.directExposure && !c.observability.metricsToken)
    found.push(
      warning(
        'METRICS_TOKEN is not set and no proxy hides /metrics: it answers this machine only',
        'set it, and configure Prometheus with it',
      ),
    );
  if (c.stores.redisUrl && hasNoPassword(c.stores.redisUrl))
    found.push(
      warning(
        'Redis has no password: anyone who can reach it reads who is online and can send events for other instances',
        'set requirepass there (or a user), and REDIS_PASSWORD here',
      ),
    );
  if (Math.max(c.auth.refreshReuseWindowS, c.auth.refreshReuseWindowCookieS) === 0)
    found.push(
      warning(
        'REFRESH_REUSE_WINDOW_COOKIE_S=0: a browser that loses the answer of a refresh is signed out',
        'set 10 where browsers are clients; leave 0 where only other back ends are, and disregard this',
      ),
    );
  if (c.server.drainTimeoutS === 0)
    found.push(warning('DRAIN_TIMEOUT_S=0 cuts the requests that run when an instance stops', 'set 10'));
  if (c.observability.logLevel === 'debug')
    found.push(warning('LOG_LEVEL=debug is for looking for something', 'set info'));
  return found;
}

/** On a loopback address, only this machine can connect. */
function hasNoPassword(href: string): boolean {
  const url = new URL(href);
  return url.password === '' && !LOOPBACK.test(url.hostname);
}

function isLocal(url: string): boolean {
  // An app shell's page (capacitor://localhost) comes with the app.
  return /^https?:/.test(url) && LOOPBACK.test(new URL(url).hostname);
}
