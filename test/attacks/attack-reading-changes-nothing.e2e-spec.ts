/** An image tag or a link makes ana's browser read whatever its author likes: reading changes nothing (RFC 9110, 9.2.1). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import supertest from 'supertest';
import { BrowserPage } from '../support/browser-page.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

interface OpenApi {
  paths: Record<string, Record<string, unknown>>;
}

const TABLES = [
  'users',
  'sessions',
  'refresh_tokens',
  'user_roles',
  'one_time_tokens',
  'oauth_identities',
  'calls',
];

let server: RunningServer;
let database: pg.Client;
let ana: BrowserPage;
let paths: OpenApi['paths'];

beforeAll(async () => {
  const env = await stores();
  server = await startServer(env);
  database = new pg.Client({ connectionString: env.DATABASE_URL });
  await database.connect();
  ana = await BrowserPage.registered(server.url);
  await ana.csrfToken();
  ({ paths } = (await supertest(server.url).get('/api/openapi.json').expect(200)).body as OpenApi);
});

afterAll(async () => {
  await database?.end();
});

/** Every row of every table about accounts, credentials and sessions. */
async function state(): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {};
  for (const table of TABLES)
    rows[table] = (await database.query(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY 1`)).rows;
  return rows;
}

/** Parameters that lead somewhere: ana herself where an id is asked for. */
function address(path: string): string {
  return path
    .replace('{username}', ana.username)
    .replace('{id}', path.includes('/users/') ? ana.signedIn.user.id : randomUUID())
    .replace(/\{\w+\}/g, 'github');
}

const ways: [string, () => Record<string, string>][] = [
  ['by nobody', () => ({})],
  ['by cookie', () => ({ cookie: cookies() })],
  ['by access token and cookie', () => ({ cookie: cookies(), ...ana.bearer })],
];
const cookies = () => [...ana.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

describe.each(ways)('everything that the contract lists, read %s', (_name, headers) => {
  test.each(['get', 'head', 'options'] as const)('with %s', async (method) => {
    const readable = Object.keys(paths).filter((path) => 'get' in paths[path]!);
    expect(readable).toEqual(
      expect.arrayContaining(['/api/auth/csrf', '/api/auth/presence-session', '/api/auth/me', '/api/users']),
    );
    const before = await state();
    for (const path of readable) {
      const answer = await supertest(server.url)[method](address(path)).set(headers()).redirects(0);
      expect({ path, status: answer.status }).toEqual({ path, status: expect.any(Number) });
      expect(answer.status).toBeLessThan(500);
    }
    expect(await state()).toEqual(before);
  });
});

describe('what only an unsafe method may do', () => {
  test.each(['get', 'head', 'options'] as const)('is not done with %s', async (method) => {
    const acts = Object.keys(paths).filter((path) => !('get' in paths[path]!));
    expect(acts).toEqual(
      expect.arrayContaining(['/api/auth/logout', '/api/auth/refresh', '/api/auth/guest']),
    );
    const before = await state();
    for (const path of acts) {
      const rest = supertest(server.url);
      const answer = await rest[method](address(path)).set({ cookie: cookies(), ...ana.bearer });
      // A path such as oauth/token is also an oauth/{provider} that does not exist.
      const status = [404, 405].includes(answer.status) ? 'refused' : answer.status;
      expect({ path, status }).toEqual({ path, status: 'refused' });
      if (answer.status === 405) expect(answer.headers['allow']).toMatch(/[A-Z]+/);
    }
    expect(await state()).toEqual(before);
    expect((await ana.get('me', ana.bearer)).status).toBe(200);
  });
});
