/**
 * The programs of docs/sdk.md, one after the other in one page of another origin, as a reader puts them together.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import supertest from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { launchChromium } from '../support/chromium.js';
import { Device, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { aPicture } from '../support/images.js';
import { BackEnd } from '../support/integrations.js';
import { OtherOrigin } from '../support/other-origin.js';
import { measurePage } from '../support/page-coverage.js';
import { programs } from '../support/readme.js';
import { aRoom } from '../support/rooms.js';
import { startServer, stores } from '../support/server.mjs';

/** What the programs call and use of the application around them; each call is kept. */
const around = (picture: Buffer) => `
  globalThis.calls = [];
  for (const name of ['showRinging', 'showEnding', 'showHint', 'draw', 'drawMember', 'retry', 'unlock'])
    globalThis[name] = (...given) => void calls.push([name, ...given]);
  globalThis.password = '${PASSWORD}';
  globalThis.image = new Image();
  globalThis.file = new File([Uint8Array.from(atob('${picture.toString('base64')}'), (c) => c.charCodeAt(0))], 'kitchen.png', { type: 'image/png' });`;

let server: string;
let api: string;
let site: OtherOrigin;
let browser: Browser;
let page: Page;
let ana: Device;
let ben: Device;

beforeAll(async () => {
  const picture = await aPicture();
  site = await OtherOrigin.start((pathname) => (pathname === '/' ? thePage(picture) : undefined));
  ({ url: server } = await startServer({ ...(await stores()), ALLOWED_ORIGINS: site.origin }));
  api = server.replace('127.0.0.1', 'localhost');
  ana = await registered('ana');
  ben = await registered('ben');
  await ben.connect();
  await aRoom(ana, { name: 'Team', slug: 'team', hasVoice: true });
  browser = await launchChromium();
  page = await browser.newPage();
  await measurePage(page);
  await page.goto(site.origin);
});

afterAll(async () => {
  await browser?.close();
  site?.stop();
});

/** Each program is a button: browsers share a screen only after a click. What it declares is there for those after it. */
function thePage(picture: Buffer): string {
  const scripts = programs('docs/sdk.md', 'ts', api).map((code) => {
    const statements = code.replaceAll(/^import .*$/gm, '').trim();
    const [title] = statements.split('\n');
    const body = statements.replaceAll(/^const (\w+) =/gm, 'const $1 = globalThis.$1 =');
    return `{
      const button = document.body.appendChild(document.createElement('button'));
      button.textContent = ${JSON.stringify(title)};
      button.onclick = async () => {
        button.dataset.outcome = 'running';
        try { ${body}
          button.dataset.outcome = 'done'; }
        catch (error) { button.dataset.outcome = String(error); }
      };
    }`;
  });
  return `<body></body><script type="module">
    import { Ringline, RinglineError } from '${api}/sdk/ringline.js';
    ${around(picture)}
    ${scripts.join('\n')}
  </script>`;
}

async function registered(username: string): Promise<Device> {
  const answer = await supertest(api).post('/api/auth/register').send({ username, password: PASSWORD });
  return new Device(username, 0, api, answer.body as SignedIn);
}

/** Presses the button of the program that begins like this, until it has ended. */
async function runs(begins: string): Promise<void> {
  const button = page.getByRole('button', { name: begins });
  await button.click();
  const outcome = await eventually(
    () => button.getAttribute('data-outcome'),
    (value) => value !== 'running',
  );
  expect(outcome).toBe('done');
}

/** What a function of the application was called with so far. */
function given(name: string): Promise<unknown[][]> {
  return page.evaluate<unknown[][]>(
    `calls.filter(([called]) => called === '${name}').map(([, ...given]) => given)`,
  );
}

test('first steps: signs in, rings a user, hangs up', async () => {
  await runs('new Ringline');
  const { call } = await ben.receives('call:incoming');
  expect(call).toMatchObject({ callerId: ana.id, media: 'video' });
  await ben.receives('call:ended');
  expect(await given('draw')).not.toEqual([]);
});

test('state: the connection', () => runs('connection.state'));

test('errors: a wrong password', async () => {
  await page.evaluate("password = 'another'");
  await runs('try {');
  expect(await given('showHint')).toEqual([['Wrong name or password.']]);
});

test('users: finds, blocks, changes the presence', async () => {
  await runs('users.list');
  await ben.receives('presence:changed', ({ userId, status }) => userId === ana.id && status === 'DND');
});

test('messages: writes in a room', async () => {
  await runs("messages.open('public')");
  await page.waitForFunction("chat.state.value.messages.some(({ text }) => text === 'Hello')");
  expect(await given('draw')).not.toEqual([]);
});

test('messages: shows a picture', async () => {
  await page.evaluate('globalThis.message = chat.state.value.messages.at(-1)');
  await runs('media.upload');
  await page.waitForFunction('image.naturalWidth > 0');
  await page.waitForFunction("chat.state.value.messages.some(({ text }) => text === 'Our kitchen')");
});

test('voice: joins, shows the screen, leaves', async () => {
  await ben.emit('voice:join', { room: 'team' });
  await runs('voice.join');
  expect(await given('drawMember')).not.toEqual([]);
  expect(await page.evaluate('ringline.voice.active === undefined')).toBe(true);
});

test('application events: a back end publishes', async () => {
  await runs('appEvents.on');
  const backEnd = await BackEnd.start(server);
  await backEnd
    .publish({ to: { userIds: [ana.id] }, event: 'order.paid', data: { postId: 'p1' } })
    .expect(202);
  const unlocked = await eventually(
    () => given('unlock'),
    (calls) => calls.length > 0,
  );
  expect(unlocked).toEqual([['p1', expect.any(String)]]);
});
