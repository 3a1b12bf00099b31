import { describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { OwnUser } from '../../src/users/users.protocol.js';
import { login, PASSWORD } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { aCorrespondent, forgottenBy, tokenIn } from '../support/mail.js';
import { answer, refusal } from '../support/rest.js';

const NEXT = 'another-horse-another-battery';

// The last seat: on two instances not the one that people registered with first.
const reset = (token: string, newPassword = NEXT) =>
  supertest(instanceUrl(1)).post('/api/auth/password/reset').send({ token, newPassword });

describe('a forgotten password', () => {
  it('is replaced with the link of a mail; nothing that was signed in before stays so', async () => {
    const ana = await aCorrespondent();
    const phone = await ana.device.device();
    await phone.connect();
    const { body, headers } = await reset(await forgottenBy(ana)).expect(200);
    expect(body).toEqual({
      firstProof: true,
      removed: { identities: [] },
      remaining: { identities: [] },
    });
    expect(headers['set-cookie']).toBeUndefined();

    expect((await phone.receives('session:ended')).code).toBe('session_revoked');
    for (const dead of [ana.device, phone]) {
      expect((await refusal(dead.rest.get('/api/auth/me'), 401)).code).toBe('session_revoked');
      expect((await refusal(dead.rest.get('/api/auth/sessions'), 401)).code).toBe('session_revoked');
      await expect(dead.connect()).rejects.toMatchObject({ code: 'session_revoked' });
      const refresh = supertest(dead.url).post('/api/auth/refresh').send({ refreshToken: dead.refreshToken });
      expect((await refusal(refresh, 401)).code).toBe('session_revoked');
    }
    const old = supertest(ana.device.url)
      .post('/api/auth/login')
      .send({ login: ana.email, password: PASSWORD });
    expect((await refusal(old, 401)).code).toBe('invalid_credentials');
    const { user } = await login(ana.device.url, ana.email, NEXT);
    expect(user).toMatchObject({ id: ana.device.id, emailVerified: true });
  });

  it('notifies the owner', async () => {
    const ana = await aCorrespondent();
    await reset(await forgottenBy(ana)).expect(200);
    const notice = await ana.mailbox.next(/was reset/);
    expect(notice.text).toContain(`Hello ${ana.device.user.username},`);
    expect(notice.text).not.toContain('token');
  });

  it('links to the page, with the token where no server sees it', async () => {
    const ana = await aCorrespondent();
    await supertest(ana.device.url)
      .post('/api/auth/password/forgot')
      .send({ email: ana.email.toUpperCase() })
      .expect(202);
    const mail = await ana.mailbox.next(/^Reset/);
    const link = new URL(/https?:\S+/.exec(mail.text!)![0]);
    expect(link).toMatchObject({ pathname: '/reset', search: '' });
    expect(link.hash).toBe(`#token=${tokenIn(mail)}`);
  });
});

describe('a link', () => {
  it('works once, and takes the others with it', async () => {
    const ana = await aCorrespondent();
    const first = await forgottenBy(ana);
    const second = await forgottenBy(ana);
    await reset(second).expect(200);
    for (const dead of [first, second])
      expect((await refusal(reset(dead, `${NEXT}!`), 400)).code).toBe('invalid_reset_token');
    await login(ana.device.url, ana.email, NEXT);
  });

  it('stays good when the new password is refused', async () => {
    const ana = await aCorrespondent();
    const token = await forgottenBy(ana);
    for (const [weak, code] of [
      ['short', 'weak_password'],
      ['password1', 'weak_password'],
      [ana.device.user.username, 'weak_password'],
      [`${ana.email.split('@')[0]}1`, 'weak_password'],
      ['x1'.repeat(65), 'password_too_long'],
    ] as const) {
      const refused = await refusal(reset(token, weak), 422);
      expect(refused).toMatchObject({ code, errors: [{ path: 'newPassword' }] });
    }
    await ana.device.rest.get('/api/auth/me').expect(200);
    await reset(token).expect(200);
  });

  it('of two resets at once lets one win', async () => {
    const ana = await aCorrespondent();
    const token = await forgottenBy(ana);
    const passwords = [`${NEXT}-1`, `${NEXT}-2`, `${NEXT}-3`];
    const answers = await Promise.all(passwords.map((password) => reset(token, password)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    const winner = answers.findIndex(({ status }) => status === 200);
    await login(ana.device.url, ana.email, passwords[winner]);
  });

  it('is one of three at most; the oldest makes room', async () => {
    const ana = await aCorrespondent();
    const tokens: string[] = [];
    for (let i = 0; i < 4; i += 1) tokens.push(await forgottenBy(ana));
    expect((await refusal(reset(tokens[0]!), 400)).code).toBe('invalid_reset_token');
    await reset(tokens[1]!).expect(200);
  });

  it('dies when the password is changed in another way', async () => {
    const ana = await aCorrespondent();
    const token = await forgottenBy(ana);
    await ana.device.rest
      .post('/api/auth/password/change')
      .send({ currentPassword: PASSWORD, newPassword: NEXT })
      .expect(200);
    expect((await refusal(reset(token, `${NEXT}!`), 400)).code).toBe('invalid_reset_token');
    await login(ana.device.url, ana.email, NEXT);
  });

  it('for something else is none', async () => {
    const ana = await aCorrespondent();
    const token = tokenIn(await ana.mailbox.next(/^Confirm/));
    expect((await refusal(reset(token), 400)).code).toBe('invalid_reset_token');
    await ana.device.rest.post('/api/auth/email/verify').send({ token }).expect(204);
    const { body } = await answer<OwnUser>(ana.device.rest.get('/api/auth/me').expect(200));
    expect(body.emailVerified).toBe(true);
  });
});

describe('refused', () => {
  it.each([
    ['nonsense', 'nonsense'],
    ['a token that nobody made', `reset_${'A'.repeat(43)}`],
    ['nothing', ''],
    ['a name of every object', 'constructor'],
  ])('%s as a token', async (_name, token) => {
    expect((await refusal(reset(token), 400)).code).toBe('invalid_reset_token');
  });

  it.each([
    ['no e-mail address', {}],
    ['a list', { email: ['ana@example.org'] }],
    ['an e-mail address without a domain', { email: 'ana' }],
    ['a line break and a second header', { email: 'ana@example.org\r\nBcc: eve@example.org' }],
    ['two e-mail addresses', { email: 'ana@example.org,eve@example.org' }],
    ['an unknown field', { email: 'ana@example.org', url: 'https://evil.example' }],
  ])('%s, to send a link to', async (_name, body) => {
    const refused = await refusal(supertest(instanceUrl()).post('/api/auth/password/forgot').send(body), 400);
    expect(refused.code).toBe('validation_failed');
  });
});
