import { describe, expect, it } from '@jest/globals';
import type { SessionInfo, SignedIn } from '../../src/sessions/sessions.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import { aUser, login, PASSWORD } from '../support/client.js';
import { answer, refusal } from '../support/rest.js';
import supertest from 'supertest';

describe('one looks at one’s sessions and ends one', () => {
  it('lists the living ones, the one that asks marked, without an exact IP address', async () => {
    const ana = await aUser('ana');
    const phone = await ana.device();
    const { body } = await answer<Page<SessionInfo>>(ana.rest.get('/api/auth/sessions').expect(200));
    expect(body.nextCursor).toBeNull();
    expect(body.items).toHaveLength(2);
    expect(body.items.filter((session) => session.current)).toHaveLength(1);
    expect(body.items.map((session) => session.network)).toEqual(['127.0.0.0/24', '127.0.0.0/24']);
    const seenFromPhone = await answer<Page<SessionInfo>>(phone.rest.get('/api/auth/sessions').expect(200));
    expect(seenFromPhone.body.items.map(({ id }) => id).sort()).toEqual(
      body.items.map(({ id }) => id).sort(),
    );
  });

  it('ends another session with its socket and its tokens, and keeps the own one', async () => {
    const ana = await aUser('ana');
    const phone = await ana.device();
    await phone.connect();
    const { body } = await answer<Page<SessionInfo>>(ana.rest.get('/api/auth/sessions').expect(200));
    const other = body.items.find((session) => !session.current)!;
    await ana.rest.delete(`/api/auth/sessions/${other.id}`).expect(204);
    expect((await phone.receives('session:ended')).code).toBe('session_revoked');
    expect((await refusal(phone.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
    const refresh = supertest(phone.url).post('/api/auth/refresh').send({ refreshToken: phone.refreshToken });
    expect((await refusal(refresh, 401)).code).toBe('session_revoked');
    await ana.rest.get('/api/auth/me').expect(200);
    expect((await refusal(ana.rest.delete(`/api/auth/sessions/${other.id}`), 404)).code).toBe(
      'session_not_found',
    );
  });

  it('does not touch, nor admit, the sessions of others', async () => {
    const [ana, eve] = [await aUser('ana'), await aUser('eve')];
    const { body } = await answer<Page<SessionInfo>>(ana.rest.get('/api/auth/sessions').expect(200));
    const refused = await refusal(eve.rest.delete(`/api/auth/sessions/${body.items[0]!.id}`), 404);
    expect(refused.code).toBe('session_not_found');
    await ana.rest.get('/api/auth/me').expect(200);
    const wrong = await refusal(eve.rest.delete('/api/auth/sessions/nonsense'), 400);
    expect(wrong.errors?.[0]?.path).toBe('id');
    expect((await refusal(supertest(ana.url).get('/api/auth/sessions'), 401)).code).toBe('token_missing');
  });

  it('keeps at most twenty: the longest unused one makes room', async () => {
    const ana = await aUser('ana');
    const later: SignedIn[] = [];
    for (let i = 0; i < 20; i += 1) later.push(await login(ana.url, ana.user.username));
    expect((await refusal(ana.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
    const asked = supertest(ana.url)
      .get('/api/auth/sessions')
      .set('authorization', `Bearer ${later.at(-1)!.accessToken}`);
    expect((await answer<Page<SessionInfo>>(asked.expect(200))).body.items).toHaveLength(20);
  });
});

it('the password rules can be read before choosing a password', async () => {
  const ana = await aUser('ana');
  const { body } = await answer<{ minLength: number; maxLength: number; refuses: string[] }>(
    supertest(ana.url).get('/api/auth/password-rules').expect(200),
  );
  expect(body).toEqual({ minLength: 8, maxLength: 128, refuses: ['common', 'contains_name'] });
  expect(PASSWORD.length).toBeGreaterThanOrEqual(body.minLength);
});
