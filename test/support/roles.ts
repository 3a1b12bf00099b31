/** Roles for users of a test. Which may be granted over REST, and by whom, is the subject of other tests. */
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import type { AccountInfo } from '../../src/users/users.protocol.js';
import { query } from '../attacks/mint.js';
import { Device, PASSWORD } from './client.js';
import { Mailbox, tokenIn } from './mail.js';
import { FIRST_ADMIN, storesOf } from './server.mjs';

/** Takes effect with the next request. */
export async function grant(person: Pick<Device, 'id' | 'url'>, role: string): Promise<void> {
  const { DATABASE_URL } = storesOf(person.url);
  if (!DATABASE_URL) return change(person, (roles) => [...roles, role]);
  const sql = 'INSERT INTO user_roles (user_id, role) VALUES ($1, $2) ON CONFLICT DO NOTHING';
  await query(DATABASE_URL, sql, [person.id, role]);
}

export async function withdraw(person: Device, role: string): Promise<void> {
  const { DATABASE_URL } = storesOf(person.url);
  if (!DATABASE_URL) return change(person, (roles) => roles.filter((one) => one !== role));
  await query(DATABASE_URL, 'DELETE FROM user_roles WHERE user_id = $1 AND role = $2', [person.id, role]);
}

/** The administrator that the server's configuration names (`FIRST_ADMIN`), who has accepted the invitation. */
export async function theFirstAdmin(url: string): Promise<Device> {
  const { ADMIN_USERNAME, ADMIN_EMAIL } = FIRST_ADMIN;
  const signIn = () =>
    supertest(url).post('/api/auth/login').send({ login: ADMIN_USERNAME, password: PASSWORD });
  let answer = await signIn();
  if (answer.status !== 200) {
    const token = tokenIn(await new Mailbox(ADMIN_EMAIL, url).next(/invited/));
    // Of several files that run at once the first accepts it.
    await supertest(url).post('/api/auth/password/reset').send({ token, newPassword: PASSWORD });
    answer = await signIn().expect(200);
  }
  return new Device('the first admin', 0, url, answer.body as SignedIn);
}

/** The embedded database takes one connection, so there it is done over REST. */
async function change(
  person: Pick<Device, 'id' | 'url'>,
  next: (roles: string[]) => string[],
): Promise<void> {
  const admin = await theFirstAdmin(person.url);
  const path = `/api/admin/users/${person.id}`;
  const { roles } = (await admin.rest.get(path).expect(200)).body as AccountInfo;
  await admin.rest
    .patch(path)
    .send({ roles: next(roles) })
    .expect(200);
}
