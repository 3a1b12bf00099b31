/** The programs of the README do what it says, as they stand there. */
import { execFile } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { aUser } from '../support/client.js';
import { aServiceKey, anAdmin } from '../support/integrations.js';
import { readmeProgram } from '../support/readme.js';
import { startServer, stores, temporaryFolder } from '../support/server.mjs';
import { ROOT } from './proxy.js';

let url: string;
let folder: string;

beforeAll(async () => {
  ({ url } = await startServer(await stores()));
  folder = temporaryFolder('readme');
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
});

async function runs(code: string, args: string[] = [], env: Record<string, string> = {}): Promise<string> {
  const file = path.join(folder, 'program.mjs');
  await writeFile(file, code);
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
  return stdout;
}

test('hello.mjs: two people chat, one calls and the other answers', async () => {
  const said = await runs(readmeProgram('js', "await join('ana')", url));
  expect(said).toMatch(/^public, ana-\d+: hello$/m);
  expect(said).toMatch(/^ana-\d+ is calling$/m);
  // The message, the ring and the answer.
  expect(said.match(/ok: true/g)).toHaveLength(3);
});

test('publish.mjs: an event reaches the open page', async () => {
  const ana = await aUser('ana', url);
  await ana.connect();
  const { key } = await aServiceKey(await anAdmin(url));
  const publish = readmeProgram('js', 'RINGLINE_KEY', url);
  expect(await runs(publish, [ana.id], { RINGLINE_KEY: key })).toMatch(/^202 /);
  await expect(ana.receives('app:event')).resolves.toMatchObject({
    event: 'post.unlocked',
    data: { postId: 42 },
  });
  // The same key is delivered once, and another one after it.
  await runs(publish, [ana.id], { RINGLINE_KEY: key });
  await runs(publish.replace('grant-8812', 'grant-8813'), [ana.id], { RINGLINE_KEY: key });
  await ana.receives('app:event');
  expect(ana.received('app:event')).toHaveLength(2);
});
