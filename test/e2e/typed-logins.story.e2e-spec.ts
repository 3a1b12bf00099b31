/** Usernames and e-mail addresses as people type and paste them, in any script, with white space around, at every door. */
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import type { AccountInfo, PublicUser } from '../../src/users/users.protocol.js';
import { aUser, PASSWORD } from '../support/client.js';
import { codes, graphql } from '../support/graphql.js';
import { instanceUrl } from '../support/instances.js';
import { answer, refusal } from '../support/rest.js';
import { grant } from '../support/roles.js';

const random = () => randomBytes(5).toString('hex').replace(/\d/g, 'x');
const post = (path: string, body: object) => supertest(instanceUrl(1)).post(path).send(body);
const AROUND = [' {}', '{}\t', '\n {} \u00a0', '\u200b{}\u200f', '\ufeff{}'];

test.each([
  ['Chinese', '用户{}@例子.example'],
  ['Cyrillic', 'коля{}@пример.example'],
  ['German', 'dörte{}@sörensen.example'],
  ['Hindi', 'संपर्क{}@डाटामेल.भारत'],
  ['Tamil', 'தொடர்பு{}@உதாரணம்.example'],
  ['Thai', 'ผู้ใช้{}@ตัวอย่าง.ไทย'],
  ['Bengali', 'যোগাযোগ{}@উদাহরণ.example'],
  ['Khmer', 'អ្នក{}@example.org'],
  ['Burmese', 'မြန်မာ{}@example.org'],
  ['Sinhala', 'සිංහල{}@example.org'],
  ['decomposed', 'do\u0308rte{}@so\u0308rensen.example'],
  ['Arabic', 'مستخدم{}@مثال.example'],
  ['Hebrew with points', 'שָׁלוֹם{}@example.org'],
])('an e-mail address in %s', async (_script, pattern) => {
  const email = pattern.replace('{}', random());
  const username = `eai-${random()}`;
  await post('/api/auth/register', { username, email, password: PASSWORD }).expect(201);
  for (const login of [email, email.normalize('NFD'), ` ${email.toUpperCase()} `])
    expect((await post('/api/auth/login', { login, password: PASSWORD })).status).toBe(200);
  await post('/api/auth/password/forgot', { email }).expect(202);
});

test.each(['\u0301ana@x.example', 'a\u200bna@x.example', 'ana\u3164@x.example', 'a b@x.example'])(
  '%j is no e-mail address',
  async (email) => {
    const problem = await refusal(
      post('/api/auth/register', { username: `eai-${random()}`, email, password: PASSWORD }),
      400,
    );
    expect(problem.errors).toMatchObject([{ path: 'email', code: 'email_invalid' }]);
  },
);

test.each(AROUND)('what stands around a login or an e-mail address is not meant: %j', async (pattern) => {
  const around = (text: string) => pattern.replace('{}', text);
  const [username, email] = [`ana-${random()}`, `${random()}@example.org`];
  const { body } = await answer<SignedIn>(
    post('/api/auth/register', {
      username: around(username),
      email: around(email),
      password: PASSWORD,
    }).expect(201),
  );
  expect(body.user).toMatchObject({ username, displayName: username, email });
  for (const login of [username, email]) {
    await post('/api/auth/login', { login: around(login), password: PASSWORD }).expect(200);
    const signIn = await graphql(
      instanceUrl(1),
      'mutation ($i: LoginInput!) { login(input: $i) { accessToken } }',
      { i: { login: around(login), password: PASSWORD } },
    );
    expect(codes(signIn)).toEqual([]);
  }
  await post('/api/auth/password/forgot', { email: around(email) }).expect(202);

  const admin = await aUser('admin');
  await grant(admin, 'admin');
  const found = await answer<PublicUser>(
    admin.rest.get(`/api/users/by-username/${encodeURIComponent(around(username))}`).expect(200),
  );
  expect(found.body.username).toBe(username);
  const invited = { username: `ben-${random()}`, email: `${random()}@example.org` };
  const wish = { username: around(invited.username), email: around(invited.email) };
  const made = await answer<AccountInfo>(admin.rest.post('/api/admin/users').send(wish).expect(201));
  expect(made.body).toMatchObject(invited);
  // It is the same person.
  const again = await refusal(admin.rest.post('/api/admin/users').send(invited), 409);
  expect(again.errors).toMatchObject([{ code: 'username_taken' }, { code: 'email_taken' }]);
});
