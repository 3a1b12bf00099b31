/**
 * The SDK as other people get it: both packages, packed and installed into a Vite app outside of this checkout, and the module that the
 * server serves, in a page without a bundler. Both are pages of another origin, in real browsers that chat and call each other.
 * @needs chromium
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import supertest from 'supertest';
import { launchChromium } from '../support/chromium.js';
import { aUser, PASSWORD } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { OtherOrigin } from '../support/other-origin.js';
import { measurePage } from '../support/page-coverage.js';
import { programs, readmeProgram } from '../support/readme.js';
import { startServer, stores } from '../support/server.mjs';

const run = promisify(execFile);

let browser: Browser;
let app: string;
let api: string;
let folder: string;
let site: OtherOrigin;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ringline-app-'));
  site = await OtherOrigin.start((pathname) => {
    const file = path.join(folder, 'app/dist', pathname, pathname.endsWith('/') ? 'index.html' : '');
    return PLAIN_PAGES[pathname]?.() ?? (existsSync(file) ? readFileSync(file) : undefined);
  });
  app = site.origin;
  const { port } = await startServer({ ...(await stores()), ALLOWED_ORIGINS: app });
  api = `http://localhost:${port}`;
  browser = await launchChromium();
  // Whom the documents' programs speak of.
  for (const username of ['ana', 'ben'])
    await supertest(api).post('/api/auth/register').send({ username, password: PASSWORD }).expect(201);
});

afterAll(async () => {
  await browser?.close();
  site?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Pages without a bundler, as they stand but for the server's URL. */
const PLAIN_PAGES: Record<string, () => string> = {
  '/page': () => readFileSync('examples/page/index.html', 'utf8').replaceAll('http://localhost:3000', api),
  '/readme': () => readmeProgram('html', '/sdk/ringline.js', api),
};

/** examples/vite-react with the packages of `npm pack`, as if both came from the registry. */
async function buildsTheApp(): Promise<void> {
  const cwd = path.join(folder, 'app');
  cpSync('examples/vite-react', cwd, { recursive: true });
  for (const name of ['client', 'react'])
    await run('npm', ['pack', '--silent', '--pack-destination', cwd], { cwd: `sdk/${name}` });
  const tarballs = readdirSync(cwd).filter((file) => file.endsWith('.tgz'));
  expect(tarballs).toHaveLength(2);
  await run(
    'npm',
    ['install', '--prefer-offline', '--fetch-retries=5', ...tarballs.map((file) => `./${file}`)],
    { cwd },
  );
  await run('npm', ['run', 'build'], { cwd, env: { ...process.env, VITE_RINGLINE_URL: api } });
}

/** The React program of docs/sdk.md as the app's main module. */
async function buildsTheDocumentsApp(): Promise<void> {
  const cwd = path.join(folder, 'app');
  const [program] = programs('docs/sdk.md', 'tsx', api);
  const shown = `import { createRoot } from 'react-dom/client';
    createRoot(document.getElementById('root')!).render(<App />);`;
  writeFileSync(path.join(cwd, 'src/main.tsx'), `${program!}${shown}`);
  await run('npx', ['vite', 'build', '--base', '/document/', '--outDir', 'dist/document'], { cwd });
}

interface Watched {
  peers: RTCPeerConnectionLike[];
  RTCPeerConnection: new (...given: unknown[]) => RTCPeerConnectionLike;
}
interface RTCPeerConnectionLike {
  getStats(): Promise<Map<string, { type: string; packetsReceived?: number; dtlsState?: string }>>;
}

/** Keeps the page's connections where a test finds them. */
function watchPeers(): void {
  const global = globalThis as unknown as Watched;
  global.peers = [];
  global.RTCPeerConnection = class extends global.RTCPeerConnection {
    constructor(...given: unknown[]) {
      super(...given);
      global.peers.push(this);
    }
  };
}

async function opens(url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await measurePage(page);
  await page.addInitScript(watchPeers);
  page.on('dialog', (dialog) => void dialog.accept(PASSWORD));
  await page.goto(url);
  return page;
}

/** How many packets came in over DTLS-SRTP. */
function packets(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const all = await Promise.all((globalThis as unknown as Watched).peers.map((peer) => peer.getStats()));
    const stats = all.flatMap((report) => [...report.values()]);
    if (!stats.some(({ dtlsState }) => dtlsState === 'connected')) return 0;
    return stats.reduce((sum, { packetsReceived }) => sum + (packetsReceived ?? 0), 0);
  });
}

async function mediaFlowsIn(page: Page): Promise<void> {
  const before = await eventually(
    () => packets(page),
    (count) => count > 0,
  );
  await eventually(
    () => packets(page),
    (count) => count > before,
  );
}

describe('a Vite app with the installed packages', () => {
  // Installing from a registry takes its time.
  beforeAll(buildsTheApp, 300_000);

  test('compiles strictly, and two pages of it chat and call', async () => {
    const [ana, ben] = [await aUser('ana', api), await aUser('ben', api)];
    const pages: Page[] = [];
    for (const { user } of [ana, ben]) {
      const page = await opens(`${app}/`);
      await page.fill('[name=login]', user.username);
      await page.fill('[name=password]', PASSWORD);
      await page.click('text=Sign in');
      await page.getByText(`Signed in as ${user.displayName}`).waitFor();
      pages.push(page);
    }
    const [anasPage, bensPage] = pages as [Page, Page];

    await anasPage.fill('[name=text]', 'from the app');
    await anasPage.click('text=Send');
    await bensPage.locator('li', { hasText: 'from the app' }).waitFor();

    await anasPage.click(`text=Call ${ben.user.username}`);
    await bensPage.click('text=Accept');
    for (const page of pages) await mediaFlowsIn(page);
    await bensPage.click('text=Hang up');
    await anasPage.getByText(`Call ${ben.user.username}`).waitFor();
  });

  test("docs/sdk.md's program reads and writes", async () => {
    await buildsTheDocumentsApp();
    const page = await opens(`${app}/document/`);
    await page.click('text=Sign in as Ana');
    const button = page.getByRole('button', { name: 'say hello' });
    await button.click();
    const count = async () => Number.parseInt(await button.innerText(), 10);
    // Others have written before.
    const before = await eventually(count, (messages) => messages > 1);
    await button.click();
    await eventually(count, (messages) => messages === before + 1);
  });
});

async function opensThePage(username: string, password: string): Promise<Page> {
  const page = await opens(`${app}/page`);
  await page.fill('[name=user]', username);
  await page.fill('[name=word]', password);
  await page.click('text=Sign in');
  await page.locator('#login').waitFor({ state: 'hidden' });
  return page;
}

test('the page of twenty lines chats and calls', async () => {
  const [cem, dua] = [await aUser('cem', api), await aUser('dua', api)];
  const pages: Page[] = [];
  for (const { user } of [cem, dua]) pages.push(await opensThePage(user.username, PASSWORD));
  const [cemsPage, duasPage] = pages as [Page, Page];
  await duasPage.fill('[name=text]', 'from twenty lines');
  await duasPage.click('text=Send');
  await cemsPage.locator('#chat', { hasText: 'from twenty lines' }).waitFor();
  await cemsPage.fill('[name=whom]', dua.user.username);
  await cemsPage.click('text=Call');
  for (const page of pages) await mediaFlowsIn(page);
});

test("the README's page calls and shows who answers", async () => {
  const bensPage = await opensThePage('ben', PASSWORD);
  const anasPage = await opens(`${app}/readme`);
  for (const page of [anasPage, bensPage]) await mediaFlowsIn(page);
  await eventually(
    () => anasPage.evaluate("document.querySelector('#remote').videoWidth"),
    (width) => Number(width) > 0,
  );
});
