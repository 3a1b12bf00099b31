/** With REGISTER_OPAQUE, neither registering nor later requests disclose who has an account. */
import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aGuest, login, PASSWORD } from '../support/client.js';
import { Mailbox, tokenIn } from '../support/mail.js';
import { answer, refusal } from '../support/rest.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';

let server: RunningServer;

beforeAll(async () => {
  server = await startServer({ ...(await stores()), REGISTER_OPAQUE: 'true' });
});

const someName = (name = 'ana') => `${name}-${randomBytes(4).toString('hex')}`;
const post = (path: string, body: object) => supertest(server.url).post(`/api/auth/${path}`).send(body);
const register = (username: string, email: string | null, password = PASSWORD) =>
  post('register', { username, email, password });

/** A user who has registered and followed the mailed link. */
async function aMember() {
  const username = someName();
  const email = `${username}@example.org`;
  await register(username, email).expect(202);
  const mailbox = new Mailbox(email, server.url);
  const token = tokenIn(await mailbox.next(/^Confirm/));
  return {
    username,
    email,
    mailbox,
    token,
    confirm: () => post('email/verify', { token, password: PASSWORD }).expect(204),
  };
}

/** The answers that an attacker can compare; the password is theirs. */
async function whatIsSeen(username: string, email: string) {
  const tries = [
    await register(username, email),
    await post('login', { login: username, password: PASSWORD }),
    await post('login', { login: email, password: `${PASSWORD}!` }),
    await register(username, `${someName()}@example.org`),
    await post('password/forgot', { email }),
    await supertest(server.url).get('/api/auth/session'),
  ];
  return tries.map(({ status, body, headers }) => {
    const { requestId: _id, ...rest } = body as Record<string, unknown>;
    const names = Object.keys(headers as object).filter((name) => name !== 'content-length');
    return { status, body: JSON.stringify(rest).replaceAll(username, 'USERNAME'), names };
  });
}

test('a taken and a free e-mail address look the same, at the door and afterwards', async () => {
  const ana = await aMember();
  await ana.confirm();
  const free = await whatIsSeen(someName('eve'), `${someName()}@example.org`);
  const taken = await whatIsSeen(someName('eve'), ana.email.toUpperCase());
  expect(free.map(({ status }) => status)).toEqual([202, 401, 401, 409, 202, 200]);
  expect(taken).toEqual(free);
});

test('the owner of a taken e-mail address is notified, and goes on as before', async () => {
  const ana = await aMember();
  await ana.confirm();
  const eve = someName('eve');
  await register(eve, ana.email, `${PASSWORD}!`).expect(202);
  const { text } = await ana.mailbox.next(/already have/);
  expect(text).toContain(ana.username);
  expect(text).not.toContain(eve);
  expect((await login(server.url, ana.email)).user.username).toBe(ana.username);
  const asEve = post('login', { login: eve, password: `${PASSWORD}!` });
  expect((await refusal(asEve, 401)).code).toBe('invalid_credentials');
});

test('the user can sign in after following the link, and not before', async () => {
  const ana = await aMember();
  const early = post('login', { login: ana.username, password: PASSWORD });
  expect((await refusal(early, 401)).code).toBe('invalid_credentials');
  await ana.confirm();
  expect((await login(server.url, ana.username)).user.emailVerified).toBe(true);
});

test('a reset confirms the e-mail address, too', async () => {
  const ana = await aMember();
  await post('password/forgot', { email: ana.email }).expect(202);
  const token = tokenIn(await ana.mailbox.next(/^Reset/));
  await post('password/reset', { token, newPassword: `${PASSWORD}!` }).expect(200);
  await login(server.url, ana.username, `${PASSWORD}!`);
});

test('a guest who becomes a member learns nothing either', async () => {
  const ana = await aMember();
  const upgrade = async (email: string) => {
    const guest = await aGuest('Guest', server.url);
    const { status, body } = await answer<{ user: object }>(
      guest.rest
        .post('/api/auth/guest/upgrade')
        .send({ username: someName('eve'), email, password: PASSWORD }),
    );
    const { user, ...rest } = body;
    return { status, fields: [Object.keys(user), Object.keys(rest)] };
  };
  const free = await upgrade(`${someName()}@example.org`);
  expect(free.status).toBe(200);
  expect(await upgrade(ana.email)).toEqual(free);
  await ana.mailbox.next(/already have/);
});

test('a taken username is disclosed, and an e-mail address is needed', async () => {
  const ana = await aMember();
  const refused = await refusal(register(ana.username, ana.email), 409);
  expect(refused).toMatchObject({ code: 'username_taken', errors: [{ path: 'username' }] });
  expect(refused.errors).toHaveLength(1);
  const without = await refusal(register(someName(), null), 400);
  expect(without).toMatchObject({ code: 'validation_failed', errors: [{ path: 'email' }] });
});

test('two users want the same free e-mail address at once: one gets it, and nobody is notified', async () => {
  const email = `${someName()}@example.org`;
  const answers = await Promise.all([1, 2, 3].map(() => register(someName(), email)));
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  const mailbox = new Mailbox(email, server.url);
  const token = tokenIn(await mailbox.next(/^Confirm/));
  await post('email/verify', { token, password: PASSWORD }).expect(204);
});
