/** Ben's account is disabled: he is signed out at once, everywhere; enabled again, he has to sign in again. */
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { AccountInfo } from '../../src/users/users.protocol.js';
import { aUser, type Device, login, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { instanceUrls } from '../support/instances.js';
import { aCorrespondent, forgottenBy } from '../support/mail.js';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';

async function anAdmin(): Promise<Device> {
  const device = await aUser('admin');
  await grant(device, 'admin');
  return device;
}

const change = (admin: Device, { id }: Device, body: object) =>
  admin.rest.patch(`/api/admin/users/${id}`).send(body);
const signIn = (device: Device, password = PASSWORD) =>
  supertest(device.url).post('/api/auth/login').send({ login: device.user.username, password });

test.each(['inactive', 'blocked'])(
  '%s: sessions, sockets and tokens end, wherever they are',
  async (status) => {
    const admin = await anAdmin();
    const ben = await aUser('ben');
    const laptop = await ben.device();
    const tabs = instanceUrls().map((url) => ben.at(url));
    await Promise.all([...tabs, laptop].map((device) => device.connect()));

    const { body } = await answer<AccountInfo>(change(admin, ben, { status }).expect(200));
    expect(body.status).toBe(status);

    for (const device of [...tabs, laptop]) {
      await expect(device.receives('session:ended')).resolves.toMatchObject({
        code: 'session_revoked',
        closeCode: 4401,
        reconnect: false,
      });
      await device.disconnected();
      expect((await refusal(device.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
      await expect(device.connect()).rejects.toMatchObject({ code: 'session_revoked', closeCode: 4401 });
      const { refreshToken } = device;
      const refresh = supertest(device.url).post('/api/auth/refresh').send({ refreshToken });
      expect((await refusal(refresh, 401)).code).toBe('session_revoked');
    }
    // That the account is disabled is disclosed only to a client that knows the password.
    expect((await refusal(signIn(ben), 403)).code).toBe('account_disabled');
    expect((await refusal(signIn(ben, 'not the password'), 401)).code).toBe('invalid_credentials');
  },
);

test('to others he is gone: from lists, by name, on their screens', async () => {
  const admin = await anAdmin();
  const ben = await aUser('ben');
  const cleo = await aUser('cleo');
  await cleo.connect();
  await ben.connect();
  await cleo.receives('presence:changed', ({ userId, status }) => userId === ben.id && status === 'ONLINE');

  await change(admin, ben, { status: 'blocked' }).expect(200);

  await cleo.receives('presence:changed', ({ userId, status }) => userId === ben.id && status === 'OFFLINE');
  expect((await refusal(cleo.rest.get(`/api/users/${ben.id}`), 404)).code).toBe('user_not_found');
  await cleo.rest.get(`/api/users/by-username/${ben.user.username}`).expect(404);
  const list = await answer<Page<unknown>>(cleo.rest.get(`/api/users?query=${ben.user.username}`));
  expect(list.body.items).toEqual([]);
  const again = await cleo.device();
  await again.connect();
  const { users } = await again.receives('presence:snapshot');
  expect(users!.map(({ userId }) => userId)).not.toContain(ben.id);
  const ring = cleo.emit('call:ring', { calleeId: ben.id, media: 'audio' });
  await expect(ring).rejects.toMatchObject({ code: 'user_not_found' });
});

test('switched on again, nothing of before works, and signing in does', async () => {
  const admin = await anAdmin();
  const ben = await aCorrespondent('ben');
  const link = await forgottenBy(ben);
  const { device } = ben;
  await change(admin, device, { status: 'inactive' }).expect(200);
  await change(admin, device, { status: 'active' }).expect(200);

  expect((await refusal(device.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
  const { refreshToken } = device;
  const refresh = supertest(device.url).post('/api/auth/refresh').send({ refreshToken });
  expect((await refusal(refresh, 401)).code).toBe('session_revoked');
  await expect(device.connect()).rejects.toMatchObject({ code: 'session_revoked' });
  const reset = supertest(device.url)
    .post('/api/auth/password/reset')
    .send({ token: link, newPassword: 'another-horse-another-battery' });
  expect((await refusal(reset, 400)).code).toBe('invalid_reset_token');

  const { accessToken } = await login(device.url, device.user.username);
  const me = () => supertest(device.url).get('/api/auth/me').set('authorization', `Bearer ${accessToken}`);
  await me().expect(200);
  await eventually(
    async () => (await admin.rest.get(`/api/users/${device.id}`)).status,
    (status) => status === 200,
  );
});

test('from inactive to blocked, and the other way round, nothing is left to end', async () => {
  const admin = await anAdmin();
  const ben = await aUser('ben');
  for (const status of ['inactive', 'blocked', 'blocked', 'inactive'])
    await change(admin, ben, { status }).expect(200);
  expect((await refusal(signIn(ben), 403)).code).toBe('account_disabled');
  await change(admin, ben, { status: 'active' }).expect(200);
  await signIn(ben).expect(200);
});
