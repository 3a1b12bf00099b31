/** Sessions that end although nobody signed out. */
import { expect, test } from '@jest/globals';
import { aUser, type Device } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { refusal } from '../support/rest.js';

async function connectedOn(device: Device, seat: number): Promise<Device> {
  const there = device.at(instanceUrl(seat));
  await there.connect();
  return there;
}

test('a refresh token used twice closes the sockets of its session', async () => {
  const ana = await aUser('ana');
  const tab = await connectedOn(ana, 1);
  const { refreshToken } = ana;
  await ana.refresh();

  const reused = await refusal(ana.rest.post('/api/auth/refresh').send({ refreshToken }), 401);

  expect(reused.code).toBe('refresh_token_reused');
  await expect(tab.receives('session:ended')).resolves.toMatchObject({
    code: 'session_revoked',
    closeCode: 4401,
  });
});

test('signing in for the 21st time ends the session unused for longest', async () => {
  const ana = await aUser('ana');
  const devices: Device[] = [];
  for (let i = 0; i < 19; i += 1) devices.push(await ana.device());
  await ana.rest.get('/api/auth/me').expect(200);

  await ana.device();

  await ana.rest.get('/api/auth/me').expect(401);
  await devices[0]!.rest.get('/api/auth/me').expect(200);
});
