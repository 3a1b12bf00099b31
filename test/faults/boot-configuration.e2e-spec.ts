/** A wrong or missing value stops the boot with one line per fault that says what to do. */
import { describe, expect, test } from '@jest/globals';
import { embeddedStores, runServerToItsEnd, temporaryFolder } from '../support/server.mjs';

/** The faults that a boot printed, by variable. */
async function faultsOf(env: Record<string, string>): Promise<Record<string, string>> {
  const { exitCode, output } = await runServerToItsEnd({ ...embeddedStores(), ...env });
  expect(exitCode).toBe(1);
  const [title, ...lines] = output.trim().split('\n');
  expect(title).toBe('Ringline cannot start:');
  return Object.fromEntries(lines.map((line) => [/^ {2}([A-Z_]+)/.exec(line)?.[1] ?? line, line]));
}

describe('wrong values', () => {
  test('each gets a line of its own that names the variable, the value and the remedy', async () => {
    const faults = await faultsOf({
      PORT: 'eighty',
      BCRYPT_COST: '99',
      PUBLIC_URL: 'https://example.org/path/',
      DATABASE_URL: 'mysql://localhost/x',
      TRUSTED_PROXIES: 'my-proxy',
      OAUTH_GITHUB_URL: 'http://github.example.org',
    });
    expect(Object.keys(faults).sort()).toEqual(
      ['BCRYPT_COST', 'DATABASE_URL', 'OAUTH_GITHUB_URL', 'PORT', 'PUBLIC_URL', 'TRUSTED_PROXIES'].sort(),
    );
    expect(faults['PORT']).toMatch(/"eighty".*whole number from 0 to 65535/);
    expect(faults['PUBLIC_URL']).toMatch(/must be an origin .*: write https:\/\/example\.org\.$/);
  });

  test.each([
    ['ALLOWED_ORIGINS', 'https://app.example.org,null', /"null" .*Origin: null/],
    ['ALLOWED_ORIGINS', 'file:///index.html', /Origin: null/],
    ['ALLOWED_ORIGINS', 'App.Example.org', /write https:\/\/app\.example\.org\.$/],
    ['PUBLIC_URL', 'capacitor://localhost', /must begin with https:/],
    ['MAIL_LINK_BASE', 'https://App.Example.org/#top', /write https:\/\/app\.example\.org\.$/],
    ['TOKEN_ISSUER', 'https://Müller.example', /write https:\/\/xn--mller-kva\.example\.$/],
  ])('%s=%s is answered with the right spelling', async (name, value, says) => {
    const faults = await faultsOf({ [name]: value });
    expect(Object.keys(faults)).toEqual([name]);
    expect(faults[name]).toMatch(says);
  });

  test('a secret is never shown', async () => {
    const secret = 'short-and-private';
    const { output } = await runServerToItsEnd({ ...embeddedStores(), APP_SECRET: secret });
    expect(output).toContain('APP_SECRET');
    expect(output).not.toContain(secret);
  });

  test('values that need each other are checked together', async () => {
    const faults = await faultsOf({ TURN_URLS: 'turn:turn.example.org:3478' });
    expect(faults['TURN_SECRET']).toMatch(/needed with TURN_URLS/);
    const half = await faultsOf({ OAUTH_GITHUB_CLIENT_ID: 'x', OAUTH_DISCORD_CLIENT_SECRET: 'private-word' });
    expect(Object.keys(half).sort()).toEqual(['OAUTH_DISCORD_CLIENT_ID', 'OAUTH_GITHUB_CLIENT_SECRET']);
    expect(JSON.stringify(half)).not.toContain('private-word');
    const livekit = await faultsOf({ LIVEKIT_API_SECRET: 'a-private-word-of-enough-characters' });
    expect(Object.keys(livekit).sort()).toEqual(['LIVEKIT_API_KEY', 'LIVEKIT_URL']);
    expect(livekit['LIVEKIT_URL']).toMatch(/go together/);
    expect(JSON.stringify(livekit)).not.toContain('a-private-word');
  });

  test('a PostgreSQL that does not answer stops the boot, without showing its password', async () => {
    const DATABASE_URL = 'postgresql://nobody:private-word@127.0.0.1:1/none';
    const faults = await faultsOf({ DATABASE_URL });
    expect(faults['DATABASE_URL']).toMatch(/PostgreSQL cannot be reached/);
    expect(Object.keys(faults)).toEqual(['DATABASE_URL']);
    expect(JSON.stringify(faults)).not.toContain('private-word');
  });

  test('a Redis that does not answer stops the boot', async () => {
    const { exitCode, output } = await runServerToItsEnd({
      ...embeddedStores(),
      REDIS_URL: 'redis://127.0.0.1:1/0',
    });
    expect(exitCode).toBe(1);
    expect(output).toContain('REDIS_URL');
  });
});

describe('production', () => {
  const sound = {
    NODE_ENV: 'production',
    DATABASE_URL: 'postgresql://ringline@127.0.0.1:1/ringline',
    REDIS_URL: 'redis://127.0.0.1:1/0',
    APP_SECRET: 'q8Zr1vT5xW0kLmN3pYbHfJ7sDcGuEa9RtX2oKi4V',
    BCRYPT_COST: '12',
    RATE_LIMIT_FACTOR: '1',
    PUBLIC_URL: 'https://calls.example.org',
    TRUSTED_PROXIES: '127.0.0.1',
  };

  test.each([
    ['the embedded database', { DATABASE_URL: '' }, 'DATABASE_URL'],
    ['a single process without Redis', { REDIS_URL: '' }, 'REDIS_URL'],
    ['a missing secret', { APP_SECRET: '' }, 'APP_SECRET'],
    ['an example secret', { APP_SECRET: 'change-me-change-me-change-me-change-me' }, 'APP_SECRET'],
    ['a simple secret', { APP_SECRET: 'abababababababababababababababababababab' }, 'APP_SECRET'],
    ['cheap password hashes', { BCRYPT_COST: '4' }, 'BCRYPT_COST'],
    ['a provider without TLS', { OAUTH_GOOGLE_ISSUER: 'http://localhost:9000' }, 'OAUTH_GOOGLE_ISSUER'],
    ['no rate limits', { RATE_LIMIT_FACTOR: '0' }, 'RATE_LIMIT_FACTOR'],
    ['a proxy that would make everybody one client', { TRUSTED_PROXIES: '' }, 'TRUSTED_PROXIES'],
    [
      'LiveKit without TLS',
      {
        LIVEKIT_URL: 'ws://livekit.example.org',
        LIVEKIT_API_KEY: 'key',
        LIVEKIT_API_SECRET: 'a-private-word-of-enough-characters',
      },
      'LIVEKIT_URL',
    ],
    ['a page without TLS', { PUBLIC_URL: 'http://calls.example.org' }, 'PUBLIC_URL'],
  ])('refuses %s', async (_what, wrong, variable) => {
    const faults = await faultsOf({ ...sound, ...wrong });
    expect(Object.keys(faults)).toEqual([variable]);
  });

  test('names every fault at once', async () => {
    const faults = await faultsOf({ NODE_ENV: 'production', DATA_DIR: temporaryFolder('unused') });
    expect(Object.keys(faults).length).toBeGreaterThanOrEqual(4);
  });
});
