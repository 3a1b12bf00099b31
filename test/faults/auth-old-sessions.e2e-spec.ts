/** Sessions that ended long ago are deleted, others are not. */
import { expect, test } from '@jest/globals';
import { query } from '../attacks/mint.js';
import { aUser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startServer, stores } from '../support/server.mjs';

test('after a month', async () => {
  const env = await stores();
  const server = await startServer(env);
  const ana = await aUser('ana', server.url);
  const ben = await aUser('ben', server.url);
  await query(
    env.DATABASE_URL,
    `UPDATE sessions SET absolute_expires_at = now() - interval '31 days' WHERE user_id = $1`,
    [ana.id],
  );
  await query(
    env.DATABASE_URL,
    `UPDATE sessions SET absolute_expires_at = now() - interval '29 days' WHERE user_id = $1`,
    [ben.id],
  );

  await startServer(env);

  const left = () =>
    query<{ user_id: string }>(
      env.DATABASE_URL,
      'SELECT s.user_id FROM sessions s JOIN refresh_tokens t ON t.session_id = s.id',
    );
  await eventually(left, (rows) => rows.length < 2);
  expect(await left()).toEqual([{ user_id: ben.id }]);
});
