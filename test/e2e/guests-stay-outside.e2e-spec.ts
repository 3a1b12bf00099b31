/** A deployment without guests. */
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser } from '../support/client.js';
import { refusal } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';

test('guests are refused, pages are notified, members come in', async () => {
  const { url } = await startServer({ ...(await stores()), GUESTS_MAY_ENTER: 'false' });
  const { code } = await refusal(supertest(url).post('/api/auth/guest').send({}), 403);
  expect(code).toBe('guest_not_allowed');
  const { body } = await supertest(url).get('/api/auth/presence-session').expect(200);
  expect(body).toEqual({ authenticated: false, guestsAllowed: false });
  await (await aUser('ana', url)).rest.get('/api/auth/me').expect(200);
});
