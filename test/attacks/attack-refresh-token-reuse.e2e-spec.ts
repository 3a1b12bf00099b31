/** A stolen refresh token is used beside its owner: the second use ends the session for both. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { aUser } from '../support/client.js';
import { answer, refusal } from '../support/rest.js';
import { type RunningServer, startServer, stores, storesOf } from '../support/server.mjs';
import { query } from './mint.js';

const refresh = (url: string, refreshToken: string) =>
  supertest(url).post('/api/auth/refresh').send({ refreshToken });
const me = (url: string, accessToken: string) =>
  supertest(url).get('/api/auth/me').set('authorization', `Bearer ${accessToken}`);
const next = async (url: string, refreshToken: string) =>
  (await answer<SignedIn>(refresh(url, refreshToken).expect(200))).body;

describe('strict, which is the default', () => {
  test('the thief comes second', async () => {
    const ana = await aUser('ana');
    const stolen = ana.refreshToken;
    const { url, accessToken } = ana;
    const owner = await next(url, stolen);

    expect((await refusal(refresh(url, stolen), 401)).code).toBe('refresh_token_reused');

    for (const token of [accessToken, owner.accessToken])
      expect((await refusal(me(url, token), 401)).code).toBe('session_revoked');
    expect((await refusal(refresh(url, owner.refreshToken), 401)).code).toBe('session_revoked');
    expect((await refusal(refresh(url, stolen), 401)).code).toBe('session_revoked');
  });

  test('the thief comes first, and the owner many at once', async () => {
    const ana = await aUser('ana');
    const thief = await next(ana.url, ana.refreshToken);
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(ana.url, ana.refreshToken)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    await me(ana.url, thief.accessToken).expect(401);
  });

  test('a token two generations old', async () => {
    const ana = await aUser('ana');
    const stolen = ana.refreshToken;
    await ana.refresh();
    const current = await ana.refresh();
    expect((await refusal(refresh(ana.url, stolen), 401)).code).toBe('refresh_token_reused');
    await refresh(ana.url, current.refreshToken).expect(401);
  });

  test('it stands in the audit log once, as critical', async () => {
    const ana = await aUser('ana');
    const stolen = ana.refreshToken;
    await ana.refresh();
    for (let i = 0; i < 3; i += 1) await refresh(ana.url, stolen).expect(401);
    const rows = await query(
      storesOf(ana.url).DATABASE_URL!,
      `SELECT level, result, reason, actor_id FROM security.audit WHERE event = 'authn_token_reuse' AND subject_id = $1`,
      [ana.id],
    );
    expect(rows).toEqual([
      { level: 'critical', result: 'failure', reason: 'refresh_token_reused', actor_id: null },
    ]);
  });

  test('other sessions of the same person go on', async () => {
    const ana = await aUser('ana');
    const tablet = await ana.device();
    const stolen = ana.refreshToken;
    await ana.refresh();
    await refresh(ana.url, stolen).expect(401);
    await tablet.refresh();
  });
});

describe('with a window for lost responses', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ ...(await stores()), REFRESH_REUSE_WINDOW_S: '60' });
  });

  test('a client that lost the answer gets the same successor, five times', async () => {
    const ana = await aUser('ana', server.url);
    const lost = ana.refreshToken;
    const { refreshToken } = await next(server.url, lost);
    for (let i = 0; i < 5; i += 1) expect((await next(server.url, lost)).refreshToken).toBe(refreshToken);

    expect((await refusal(refresh(server.url, lost), 401)).code).toBe('refresh_token_reused');
    await refresh(server.url, refreshToken).expect(401);
  });

  test('a token two generations old ends the session all the same', async () => {
    const ana = await aUser('ana', server.url);
    const stolen = ana.refreshToken;
    await ana.refresh();
    const current = await ana.refresh();
    expect((await refusal(refresh(server.url, stolen), 401)).code).toBe('refresh_token_reused');
    await refresh(server.url, current.refreshToken).expect(401);
  });
});
