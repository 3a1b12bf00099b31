/** A connected socket goes on with a fresh token of its own session, and with no other. */
import { expect, test } from '@jest/globals';
import { aUser, type Device } from '../support/client.js';

test('a fresh token of the same session keeps the socket', async () => {
  const ana = await aUser('ana');
  const { connectionId } = await ana.connect();
  const { accessToken } = await ana.refresh();

  const { expiresInMs } = await ana.emit('auth:refresh', { accessToken });

  expect(expiresInMs).toBeGreaterThan(0);
  await ana.emit('presence:ping', {});
  expect(ana.socket.id).toBe(connectionId);
  expect(ana.received('session:ended')).toEqual([]);
});

test.each<[string, string, (ana: Device) => Promise<string>]>([
  ["another person's token", 'session_mismatch', async () => (await aUser('eve')).accessToken],
  ['a token of another session', 'session_mismatch', async (ana) => (await ana.device()).accessToken],
  ['a refresh token', 'token_invalid', async (ana) => ana.refreshToken],
])('%s ends it', async (_name, code, token) => {
  const ana = await aUser('ana');
  await ana.connect();
  await expect(ana.emit('auth:refresh', { accessToken: await token(ana) })).rejects.toMatchObject({ code });
  await expect(ana.receives('session:ended')).resolves.toMatchObject({
    code,
    closeCode: 4401,
    reconnect: false,
  });
  await expect(ana.disconnected()).resolves.toBe('io server disconnect');
});

test('a payload without a token is refused and ends nothing', async () => {
  const ana = await aUser('ana');
  await ana.connect();
  await expect(ana.emitAnything('auth:refresh', { token: ana.accessToken })).rejects.toMatchObject({
    code: 'validation_failed',
  });
  await ana.emit('presence:ping', {});
});
