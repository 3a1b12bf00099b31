/** Many clients register the same name at the same moment: one gets it, the others are refused. */
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import supertest from 'supertest';
import { PASSWORD } from '../support/client.js';
import { instanceUrl } from '../support/instances.js';
import { refusal } from '../support/rest.js';

const TOGETHER = 12;

function register(seat: number, names: { username: string; email?: string }) {
  return supertest(instanceUrl(seat))
    .post('/api/auth/register')
    .send({ ...names, password: PASSWORD });
}

test('one username', async () => {
  const username = `race-${randomBytes(4).toString('hex')}`;
  const spellings = [username, username.toUpperCase()];
  const answers = await Promise.all(
    Array.from({ length: TOGETHER }, (_, i) => register(i, { username: spellings[i % 2]! })),
  );

  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(TOGETHER - 1).fill(409)]);
  for (const { status, body } of answers)
    if (status === 409)
      expect(body).toMatchObject({
        code: 'username_taken',
        errors: [{ path: 'username', code: 'username_taken' }],
      });
});

test('one e-mail address', async () => {
  const name = randomBytes(4).toString('hex');
  const answers = await Promise.all(
    Array.from({ length: TOGETHER }, (_, i) =>
      register(i, { username: `mail-${name}-${i}`, email: `Mail-${name}@example.org` }),
    ),
  );

  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(TOGETHER - 1).fill(409)]);
  for (const { status, body } of answers)
    if (status === 409)
      expect(body).toMatchObject({ code: 'email_taken', errors: [{ path: 'email', code: 'email_taken' }] });
});

test('both taken: both are named', async () => {
  const name = `both-${randomBytes(4).toString('hex')}`;
  await register(0, { username: name, email: `${name}@example.org` }).expect(201);
  const body = await refusal(register(1, { username: name, email: `${name}@example.org` }), 409);
  expect(body.errors).toMatchObject([{ path: 'username' }, { path: 'email' }]);
});
