/** The ways in which a session ends before its time. */
import supertest from 'supertest';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { SessionInfo } from '../../src/sessions/sessions.protocol.js';
import { aUser, type Device, PASSWORD } from './client.js';
import { aCorrespondent, forgottenBy } from './mail.js';
import { answer } from './rest.js';
import { grant } from './roles.js';

export interface Cause {
  name: string;
  /** The user whose session ends. */
  person?: (name: string) => Promise<Device>;
  /** Ends the session of the device. */
  happens: (device: Device) => Promise<unknown>;
}

async function sessionOf(device: Device): Promise<string> {
  const { items } = (await answer<Page<SessionInfo>>(device.rest.get('/api/auth/sessions').expect(200))).body;
  return items.find(({ current }) => current)!.id;
}

const links = new Map<string, () => Promise<string>>();

export const CAUSES: Cause[] = [
  { name: 'signing out', happens: (device) => device.rest.post('/api/auth/logout').expect(204) },
  {
    name: 'signing out everywhere',
    happens: (device) => device.rest.post('/api/auth/logout-all').expect(204),
  },
  {
    name: 'the session is ended from the list',
    happens: async (device) => {
      const id = await sessionOf(device);
      await (await device.device()).rest.delete(`/api/auth/sessions/${id}`).expect(204);
    },
  },
  {
    name: 'another device ends all others',
    happens: async (device) => {
      const other = await device.device();
      await other.rest.post('/api/auth/logout-all').send({ exceptCurrent: true }).expect(204);
    },
  },
  {
    name: 'the account is deleted',
    happens: (device) => device.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204),
  },
  {
    name: 'an administrator switches the account off',
    happens: async (device) => {
      const admin = await aUser('admin');
      await grant(admin, 'admin');
      await admin.rest.patch(`/api/admin/users/${device.id}`).send({ status: 'blocked' }).expect(200);
    },
  },
  {
    name: 'the password is changed',
    happens: (device) =>
      device.rest
        .post('/api/auth/password/change')
        .send({ currentPassword: PASSWORD, newPassword: 'nine badgers paint the fence' })
        .expect(200),
  },
  {
    name: 'the password is reset',
    person: async (name) => {
      const correspondent = await aCorrespondent(name);
      links.set(correspondent.device.id, () => forgottenBy(correspondent));
      return correspondent.device;
    },
    happens: async (device) => {
      const token = await links.get(device.id)!();
      await supertest(device.url)
        .post('/api/auth/password/reset')
        .send({ token, newPassword: 'nine badgers paint the fence' });
    },
  },
  {
    name: 'a refresh token is used twice',
    happens: async (device) => {
      const { refreshToken } = device;
      await device.refresh();
      await supertest(device.url).post('/api/auth/refresh').send({ refreshToken }).expect(401);
    },
  },
  {
    name: 'twenty sessions that were used later',
    happens: async (device) => {
      for (let i = 0; i < 20; i += 1) await device.device();
    },
  },
];

export const person = (cause: Cause, name: string) => (cause.person ?? aUser)(name);
