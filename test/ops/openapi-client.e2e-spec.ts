/** A client generated from docs/openapi.json compiles without a complaint, and signs in. */
import { execFile } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { PASSWORD } from '../support/client.js';
import { startServer, stores, temporaryFolder } from '../support/server.mjs';
import { ROOT } from './proxy.js';

const run = promisify(execFile);

const PROGRAM = `
import createClient from 'openapi-fetch';
import type { components, paths } from './ringline.js';

const [url, username, password] = process.argv.slice(2) as [string, string, string];
const ringline = createClient<paths>({ baseUrl: url });

const registered = await ringline.POST('/api/auth/register', { body: { username, password } });
if (registered.error) throw new Error(registered.error.code);

const refused = await ringline.POST('/api/auth/login', { body: { login: username, password: 'a wrong one' } });
if (!refused.error) throw new Error('a wrong password signs in');
const problem: components['schemas']['Problem'] = refused.error;

const signedIn = await ringline.POST('/api/auth/login', { body: { login: username, password } });
if (signedIn.error) throw new Error(signedIn.error.code);
const headers = { authorization: \`Bearer \${signedIn.data.accessToken}\` };

const me = await ringline.GET('/api/auth/me', { headers });
if (me.error) throw new Error(me.error.code);
const lastSeenAt: string | null = me.data.lastSeenAt;

const rooms = await ringline.GET('/api/chat/rooms', { headers, params: { query: { limit: 5 } } });
if (rooms.error) throw new Error(rooms.error.code);
const roles: (string | null)[] = rooms.data.items.map(({ role }) => role);

console.log(JSON.stringify({ code: problem.code, username: me.data.username, lastSeenAt, roles }));
`;

/** Only documented types: each of these must be refused by the compiler. */
const MISTAKES = `
import createClient from 'openapi-fetch';
import type { paths } from './ringline.js';

const ringline = createClient<paths>({ baseUrl: '' });
await ringline.POST('/api/auth/login', { body: { login: 'ana' } });
await ringline.GET('/api/nowhere');
const refused = await ringline.POST('/api/auth/login', { body: { login: 'ana', password: 'x' } });
export const email: number | undefined = refused.data?.user.email;
`;

const COMPILER = [
  '--strict',
  '--target',
  'es2022',
  '--module',
  'nodenext',
  '--types',
  'node',
  '--skipLibCheck',
];

test('a client that is generated from the document compiles strictly and signs in', async () => {
  const folder = temporaryFolder('openapi-client');
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}');
  await writeFile(path.join(folder, 'program.ts'), PROGRAM);
  await writeFile(path.join(folder, 'mistakes.ts'), MISTAKES);
  const node = (script: string, ...args: string[]) =>
    run(process.execPath, [script, ...args], { cwd: folder });
  const compile = (file: string) => node('node_modules/typescript/bin/tsc', ...COMPILER, file);

  await node(
    'node_modules/openapi-typescript/bin/cli.js',
    path.join(ROOT, 'docs/openapi.json'),
    '--output',
    'ringline.ts',
  );
  await compile('program.ts');
  const mistakes = await compile('mistakes.ts').then(
    () => '',
    (error: unknown) => (error as { stdout: string }).stdout,
  );
  expect(mistakes.match(/^mistakes\.ts\(\d+/gm)).toEqual(['mistakes.ts(6', 'mistakes.ts(7', 'mistakes.ts(9']);

  const server = await startServer(await stores());
  for (const time of ['first', 'second'])
    expect([time, await (await fetch(`${server.url}/api/openapi.json`)).json()]).toEqual([
      time,
      JSON.parse(await readFile(path.join(ROOT, 'docs/openapi.json'), 'utf8')),
    ]);
  const { stdout } = await node('program.js', server.url, 'generated', PASSWORD);
  expect(JSON.parse(stdout)).toEqual({
    code: 'invalid_credentials',
    username: 'generated',
    lastSeenAt: null,
    roles: [],
  });
});
