/** Each kind of token opens its own door only. */
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser } from '../support/client.js';
import { refusal } from '../support/rest.js';

test('a refresh token is no access token, an access token no refresh token', async () => {
  const ana = await aUser('ana');
  const me = supertest(ana.url).get('/api/auth/me').set('authorization', `Bearer ${ana.refreshToken}`);
  expect((await refusal(me, 401)).code).toBe('token_invalid');
  const refresh = supertest(ana.url).post('/api/auth/refresh');
  expect((await refusal(refresh.send({ refreshToken: ana.accessToken.slice(0, 200) }), 401)).code).toBe(
    'refresh_token_invalid',
  );
  await expect(ana.connect({ auth: { token: ana.refreshToken } })).rejects.toMatchObject({
    code: 'token_invalid',
  });
  await ana.refresh();
});

test('a token in the query opens nothing', async () => {
  const ana = await aUser('ana');
  const { code } = await refusal(supertest(ana.url).get(`/api/auth/me?access_token=${ana.accessToken}`), 401);
  expect(code).toBe('token_missing');
});
