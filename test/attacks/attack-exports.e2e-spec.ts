/** Exports of big accounts, many at once, by clients that read nothing or go away. */
import { get, type IncomingMessage } from 'node:http';
import { beforeAll, expect, test } from '@jest/globals';
import { scrape, total } from '../ops/scrape.js';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { refusal } from '../support/rest.js';
import { startServer, stores } from '../support/server.mjs';
import { query } from './mint.js';

const MIB = 1024 * 1024;
/** About 160 MB, which would be three times as much when held as rows, text and bytes at once. */
const MANY = 20_000;
/** More than socket buffers hold without a reader. */
const SOME = 3_000;

let urls: string[];
let databaseUrl: string;

beforeAll(async () => {
  const env = await stores();
  databaseUrl = env.DATABASE_URL;
  urls = [(await startServer(env)).url, (await startServer(env)).url];
});

let seq = 1_000_000;

async function aTalker(messages: number, name = 'ana'): Promise<Device> {
  const device = await aUser(name, urls[0]);
  await query(
    databaseUrl,
    `INSERT INTO messages (id, room_id, seq, author_id, client_id, text)
     SELECT gen_random_uuid(), (SELECT id FROM rooms WHERE slug = 'public'), $1::int + i, $2::uuid, 'seed-' || i, repeat(md5(i::text), 250)
     FROM generate_series(1, $3::int) AS i`,
    [seq, device.id, messages],
  );
  seq += messages;
  return device;
}

const exportOf = (device: Device, url = device.url) => device.at(url).rest.get('/api/profile/export');

/** An export that nobody reads. */
function stalled(device: Device): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${device.accessToken}` };
  return new Promise((resolve, reject) => {
    get(`${device.url}/api/profile/export`, { headers }, resolve).once('error', reject);
  });
}

const residentBytes = async (url: string) => total(await scrape(url), 'process_resident_memory_bytes');

test('a big account is written page by page', async () => {
  const ana = await aTalker(MANY);
  const before = await residentBytes(ana.url);
  const response = await fetch(`${ana.url}/api/profile/export`, {
    headers: { authorization: `Bearer ${ana.accessToken}` },
  });
  expect(response.status).toBe(200);
  let bytes = 0;
  let measured = 0;
  let highest = 0;
  for await (const piece of response.body!) {
    bytes += (piece as Uint8Array).length;
    if (bytes - measured < 8 * MIB) continue;
    measured = bytes;
    highest = Math.max(highest, await residentBytes(ana.url));
  }
  expect(bytes).toBeGreaterThan(150 * MIB);
  expect(highest - before).toBeLessThan(300 * MIB);
});

test('one at a time for an account, on whichever instance; a client that goes away makes room', async () => {
  const ana = await aTalker(SOME);
  const first = await stalled(ana);
  for (const url of urls) {
    const refused = await refusal(exportOf(ana, url), 409);
    expect(refused).toMatchObject({ code: 'export_running', retryable: true });
    expect(refused.retryAfterMs).toBeGreaterThan(0);
  }
  first.destroy();
  const again = await eventually(
    async () => exportOf(ana, urls[1]),
    ({ status }) => status === 200,
  );
  const { messages } = (again.body as { messages: { messages: { id: string }[] } }).messages;
  expect(new Set(messages.map(({ id }) => id)).size).toBe(SOME);
});

test('three at a time for an instance', async () => {
  const talkers: Device[] = [];
  for (let i = 0; i < 3; i += 1) talkers.push(await aTalker(SOME));
  const running = await Promise.all(talkers.map((one) => stalled(one)));
  const ben = await aUser('ben', urls[0]);
  expect((await refusal(exportOf(ben), 503)).code).toBe('exports_busy');
  for (const one of running) one.destroy();
  await eventually(
    async () => (await exportOf(ben)).status,
    (status) => status === 200,
  );
});
