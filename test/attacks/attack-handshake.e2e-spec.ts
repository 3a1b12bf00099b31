/** Connecting without the right to, and malformed ways to connect. */
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { io } from 'socket.io-client';
import { aUser, type Device, HandshakeRefusal } from '../support/client.js';
import { expectUnharmed } from './bystanders.js';

let ben: Device;
let eve: Device;
let url: string;

beforeAll(async () => {
  [ben, eve] = [await aUser('ben'), await aUser('eve')];
  url = ben.url;
  await ben.connect();
});

afterEach(() => expectUnharmed(url, ben));

describe('what is given as token', () => {
  test.each<[string, () => Record<string, unknown>, string]>([
    ['nothing', () => ({}), 'token_missing'],
    ['an empty text', () => ({ token: '' }), 'token_missing'],
    ['null', () => ({ token: null }), 'token_missing'],
    ['garbage', () => ({ token: 'garbage' }), 'token_invalid'],
    ['a refresh token', () => ({ token: eve.refreshToken }), 'token_invalid'],
    ['an object', () => ({ token: { toString: 'x' } }), 'token_invalid'],
    ['a list', () => ({ token: [eve.accessToken] }), 'token_invalid'],
    ['a token of another name', () => ({ accessToken: eve.accessToken }), 'token_missing'],
    [
      'a token with a changed signature',
      () => ({ token: `${eve.accessToken.slice(0, -4)}AAAA` }),
      'token_invalid',
    ],
    ['a token that says alg none', () => ({ token: unsigned(eve.accessToken) }), 'token_invalid'],
    ['a token of 9000 characters', () => ({ token: 'a'.repeat(9000) }), 'token_invalid'],
    ['Bearer and a token', () => ({ token: `Bearer ${eve.accessToken}` }), 'token_invalid'],
  ])('%s is refused', async (_name, auth, code) => {
    await expect(eve.connect({ auth: auth() })).rejects.toMatchObject({
      code,
      closeCode: 4401,
      retryable: false,
    });
    expect(eve.events()).toEqual([]);
  });

  test('a refused client is not listened to', async () => {
    const socket = io(url, {
      auth: { token: 'garbage' },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    const refused = new Promise((resolve) => socket.once('connect_error', resolve));
    socket.emit('presence:set', { status: 'DND' });
    await refused;
    socket.io.engine.write('20["presence:ping",{}]');
    const heard: string[] = [];
    socket.io.engine.on('packet', ({ type, data }) => heard.push(`${type}${String(data)}`));
    await eve.connect();
    await eve.emit('presence:ping', {});
    eve.disconnect();
    expect(heard).toEqual([]);
    socket.disconnect();
  });
});

describe('a door that browsers of other sites knock at', () => {
  test.each(['https://evil.example', 'null', 'http://localhost.evil.example', 'http://localhost:1'])(
    'polling from %s',
    async (origin) => {
      const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
      expect(answer.status).toBe(403);
      await expect(answer.json()).resolves.toMatchObject({ message: 'origin_not_allowed' });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test('a websocket', async () => {
    const attempt = eve.connect({ extraHeaders: { origin: 'https://evil.example' } });
    await expect(attempt).rejects.toBeInstanceOf(HandshakeRefusal);
    expect(eve.events()).toEqual([]);
  });
});

test.each(['token', 'access_token', 'auth'])(
  'a token in the query (%s), where logs would keep it',
  async (name) => {
    const query = `EIO=4&transport=polling&${name}=${eve.accessToken}`;
    const answer = await fetch(`${url}/socket.io/?${query}`);
    expect(answer.status).toBe(403);
    await expect(answer.json()).resolves.toMatchObject({ message: 'token_in_query' });
    await expect(eve.connect({ auth: {}, query: { [name]: eve.accessToken } })).rejects.toBeInstanceOf(
      HandshakeRefusal,
    );
  },
);

test.each(['/admin', '/__proto__', '/constructor'])('the namespace %s does not exist', async (namespace) => {
  const socket = io(`${url}${namespace}`, {
    auth: { token: eve.accessToken },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  const error = await new Promise<Error>((resolve, reject) => {
    socket.once('connect_error', resolve);
    socket.once('connect', () => reject(new Error('connected')));
  });
  expect(error.message).toBe('Invalid namespace');
  socket.disconnect();
});

describe('malformed requests are refused and harm nobody', () => {
  test.each([
    'EIO=3&transport=polling',
    'EIO=4',
    'transport=polling',
    'EIO=4&transport=carrier-pigeon',
    'EIO=4&transport=__proto__',
    'EIO=4&transport=constructor',
    'EIO=4&transport=toString',
    'EIO=4&transport=polling&transport=websocket',
    'EIO=4&transport=polling&sid=nobody',
    'EIO=4&transport=polling&sid=__proto__',
    'EIO=4&transport=polling&sid=constructor',
    'EIO=4&transport=websocket',
    '__proto__=1&constructor=2&hasOwnProperty=3',
    'EIO=__proto__&transport=polling',
  ])('%s', async (query) => {
    const answer = await fetch(`${url}/socket.io/?${query}`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  test('prototype names beside a good query', async () => {
    const answer = await fetch(
      `${url}/socket.io/?EIO=4&transport=polling&__proto__=1&constructor=2&b64=toString`,
    );
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(/^0\{"sid":/);
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s', async (method) => {
    const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { method });
    expect(answer.status).toBe(400);
  });

  test('a polling body of two megabytes', async () => {
    const open = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
    const { sid } = JSON.parse((await open.text()).slice(1)) as { sid: string };
    const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
      method: 'POST',
      body: '4'.repeat(2_000_000),
    }).catch(() => undefined);
    expect([413, undefined]).toContain(answer?.status);
  });

  test('two thousand headers', async () => {
    const headers = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`x-header-${i}`, 'y']));
    const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers }).catch(
      () => undefined,
    );
    expect([431, undefined]).toContain(answer?.status);
  });
});

/** The same claims with `alg: none` and no signature. */
function unsigned(token: string): string {
  const [header, claims] = token.split('.') as [string, string];
  const parsed = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
  return `${Buffer.from(JSON.stringify({ ...parsed, alg: 'none' })).toString('base64url')}.${claims}.`;
}
