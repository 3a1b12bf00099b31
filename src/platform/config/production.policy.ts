import type { Configuration } from './configuration.js';

const EXAMPLE_SECRET = /change|example|secret|password|ringline/i;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

/** Combinations that production refuses although each value by itself is well formed: one line per fault. */
export function productionFaults(c: Configuration): string[] {
  const faults: string[] = [];
  if (!c.stores.databaseUrl)
    faults.push(
      'DATABASE_URL: production needs a PostgreSQL server; the embedded database is for trying out.',
    );
  if (!c.stores.redisUrl)
    faults.push('REDIS_URL: production needs a Redis server; without one only a single process can run.');
  if (!c.auth.appSecret)
    faults.push('APP_SECRET: production needs one; make it with: openssl rand -base64 48');
  else if (EXAMPLE_SECRET.test(c.auth.appSecret) || new Set(c.auth.appSecret).size < 12)
    faults.push('APP_SECRET: looks like an example or is too simple; make one with: openssl rand -base64 48');
  if (c.auth.rateLimitFactor === 0)
    faults.push('RATE_LIMIT_FACTOR: 0 turns all limits off, which production refuses.');
  if (c.auth.bcryptCost < 10) faults.push('BCRYPT_COST: must be at least 10 in production.');
  if (c.server.trustedProxies.length === 0 && !c.server.directExposure)
    faults.push(
      LOOPBACK.test(c.server.host)
        ? 'TRUSTED_PROXIES: the server listens on loopback, so a proxy stands in front; name it (127.0.0.1) or every client shares one rate limit.'
        : 'TRUSTED_PROXIES: name the proxy in front (address or CIDR), or set DIRECT_EXPOSURE=true when clients connect directly; otherwise every client could share one rate limit.',
    );
  if (!c.server.publicUrl.startsWith('https://') && !LOOPBACK.test(new URL(c.server.publicUrl).hostname))
    faults.push(
      'PUBLIC_URL: must begin with https://; browsers give microphones and cameras to secure pages only.',
    );
  if (c.voice.livekitUrl && !/^(wss|https):/.test(c.voice.livekitUrl))
    faults.push(
      'LIVEKIT_URL: must begin with wss://; pages that are served with TLS connect to nothing else.',
    );
  for (const [name, url] of [
    ['OAUTH_GITHUB_URL', c.oauth.githubUrl],
    ['OAUTH_GOOGLE_ISSUER', c.oauth.googleIssuer],
    ['OAUTH_DISCORD_URL', c.oauth.discordUrl],
  ] as const)
    if (!url.startsWith('https://'))
      faults.push(`${name}: must begin with https://; without it the server is not authenticated.`);
  return faults;
}
