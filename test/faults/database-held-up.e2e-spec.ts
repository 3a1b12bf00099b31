/** A holder of a lock that cannot release it delays others for a moment, not for good, and only those that need it. */
import { afterEach, expect, test } from '@jest/globals';
import pg from 'pg';
import supertest from 'supertest';
import { query } from '../attacks/mint.js';
import { aUser, login } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { enter, historyOf, say } from '../support/messages.js';
import { aRoom } from '../support/rooms.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { type SwallowingLink, swallowingLink } from '../support/swallowing-link.js';

/** Of it follow: 4 s idle inside a transaction, 6 s for a lock, 12 s for a statement. */
const LEASE = { INSTANCE_LEASE_S: '24' };
const KEY = 7465;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function client(url: string): Promise<pg.Client> {
  const connected = new pg.Client({ connectionString: url });
  await connected.connect();
  closing.push(() => connected.end());
  return connected;
}

const waiting = (url: string) => async () =>
  (
    await query<{ count: number }>(
      url,
      `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
  )[0]!.count;

/** Two instances, and a transaction of the first that has a room's head and waits for us. */
async function anInstanceInsideATransaction(): Promise<{
  a: RunningServer;
  link: SwallowingLink;
  goOn: () => Promise<void>;
  sendElsewhere: () => Promise<unknown>;
  sendHere: () => Promise<unknown>;
}> {
  const env = await stores();
  const link = await swallowingLink(env.DATABASE_URL);
  closing.push(() => link.close());
  const a = await startServer({ ...env, ...LEASE, DATABASE_URL: link.url }, { errorsExpected: true });
  const b = await startServer({ ...env, ...LEASE }, { errorsExpected: true });
  const [ana, ben] = await Promise.all([aUser('ana', a.url), aUser('ben', b.url)]);
  const { slug } = await aRoom(ana);
  await Promise.all([enter(ana, slug), enter(ben, slug)]);
  const { id } = await say(ana, slug, 'before');
  const holder = await client(env.DATABASE_URL);
  await holder.query(`
    CREATE FUNCTION wait_for_us() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock_shared(${KEY}); RETURN NEW; END $$;
    CREATE TRIGGER wait_for_us BEFORE UPDATE OF text ON messages FOR EACH ROW EXECUTE FUNCTION wait_for_us()`);
  await holder.query('SELECT pg_advisory_lock($1)', [KEY]);
  void ana.emit('message:edit', { room: slug, id, text: 'after' }).catch(() => undefined);
  await eventually(waiting(env.DATABASE_URL), (count) => count === 1);
  return {
    a,
    link,
    goOn: async () => {
      await holder.query('SELECT pg_advisory_unlock($1)', [KEY]);
      // It has been answered, and the transaction that holds the head does nothing.
      await eventually(
        () =>
          query(
            env.DATABASE_URL,
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
          ),
        (rows) => rows.length === 1,
      );
    },
    sendElsewhere: () => say(ben, slug, 'I go on'),
    sendHere: async () => {
      const eve = await aUser('eve', a.url);
      await enter(eve, slug);
      return say(eve, slug, 'so do I');
    },
  };
}

test('an instance that freezes inside a transaction does not stop the room on the other', async () => {
  const { a, goOn, sendElsewhere, sendHere } = await anInstanceInsideATransaction();
  a.process.kill('SIGSTOP');
  try {
    await goOn();
    await expect(sendElsewhere()).resolves.toMatchObject({ seq: 2 });
  } finally {
    a.process.kill('SIGCONT');
  }
  // Its own transaction was rolled back, and nothing else.
  await eventually(
    () => sendHere().catch(() => undefined),
    (sent) => sent !== undefined,
  );
});

test('nor does one whose machine is gone without a word, and its own requests are refused rather than left waiting', async () => {
  const { a, link, goOn, sendElsewhere, sendHere } = await anInstanceInsideATransaction();
  link.swallow();
  await goOn();
  await expect(sendElsewhere()).resolves.toMatchObject({ seq: 2 });
  const register = { username: 'somebody', password: 'seven otters juggle lanterns' };
  const { status, body } = await supertest(a.url).post('/api/auth/register').send(register);
  expect({ status, body }).toMatchObject({ status: 503, body: { retryable: true } });
  link.mend();
  await eventually(
    () => sendHere().catch(() => undefined),
    (sent) => sent !== undefined,
  );
});

test('a lock on one table leaves connections to those who sign in, and is answered as "try again"', async () => {
  const env = await stores();
  const { url } = await startServer({ ...env, ...LEASE, DATABASE_POOL_SIZE: '4' }, { errorsExpected: true });
  const ana = await aUser('ana', url);
  const { slug } = await aRoom(ana);
  const holder = await client(env.DATABASE_URL);
  await holder.query('BEGIN; LOCK TABLE messages IN ACCESS EXCLUSIVE MODE');

  const asked = Promise.all(
    Array.from({ length: 8 }, () =>
      ana.rest.get(`/api/chat/rooms/${slug}/messages`).then((answer) => answer),
    ),
  );
  // Three of the four connections wait; the rest of the eight wait for one of those.
  await eventually(waiting(env.DATABASE_URL), (count) => count === 3);
  await login(url, ana.user.username);
  await ana.rest.get('/api/auth/me').expect(200);
  for (const { status, body } of await asked)
    expect({ status, body }).toMatchObject({
      status: 503,
      body: { code: 'service_unavailable', retryable: true },
    });
  await holder.query('ROLLBACK');
  await historyOf(ana, slug);
});
