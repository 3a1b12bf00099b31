/** More people than one message should name. They are rows only, which the next look at the directory finds to be away. */
import { expect, test } from '@jest/globals';
import { query } from '../attacks/mint.js';
import { aUser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { changesReceived, connectBatched, whoIsHere } from '../support/presence.js';
import { startServer, stores } from '../support/server.mjs';

const CROWD = 1200;

test('a snapshot names a thousand and says that there are more; changes of all come in pieces', async () => {
  const env = await stores();
  const { url } = await startServer(env);
  const [ana, ben] = [await aUser('ana', url), await aUser('ben', url)];
  await query(
    env.DATABASE_URL,
    `INSERT INTO users (id, kind, username, username_canonical, display_name, is_online, last_seen_at, presence_version)
     SELECT gen_random_uuid(), 'member', 'crowd-' || i, 'crowd-' || i, 'Crowd', true, now(), 1 FROM generate_series(1, $1::int) AS i`,
    [CROWD],
  );

  await connectBatched(ana);
  await ben.connect();
  for (const device of [ana, ben]) {
    const { users, more } = await device.receives('presence:snapshot');
    expect(users).toHaveLength(1000);
    expect(more).toBe(true);
  }

  // Also those that the snapshots did not name.
  for (const device of [ana, ben])
    await eventually(
      () =>
        new Set(
          changesReceived(device).flatMap(({ status, userId }) => (status === 'OFFLINE' ? [userId] : [])),
        ).size,
      (away) => away === CROWD,
    );
  const sizes = ana.received('presence:changes').map(({ users }) => users.length);
  expect(Math.max(...sizes)).toBe(500);
  expect(ben.received('presence:changes')).toEqual([]);
  for (const device of [ana, ben])
    expect([...whoIsHere(device).keys()].sort()).toEqual([ana.id, ben.id].sort());
});
