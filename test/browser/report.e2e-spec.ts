/**
 * A user reports a message in their room, and its author; the room's owner finds the text as it was.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { Report } from '../../src/moderation/moderation.protocol.js';
import { launchChromium } from '../support/chromium.js';
import { addsToRoom, makesPrivateRoom, opensChat } from '../support/rooms-page.js';
import { type PageGlobals, Visitor } from '../support/visitor.js';

const WORDS = 'buy <b>my</b> pills';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;
let room: string;

const reports = () =>
  ana.page.evaluate(async (slug) => {
    const { ringline } = globalThis as unknown as PageGlobals;
    return ringline.auth.send<{ items: Report[] }>('GET', `/api/chat/rooms/${slug}/reports`);
  }, room);

beforeAll(async () => {
  browser = await launchChromium();
  [ana, ben] = [await Visitor.arrives(browser, 'ana'), await Visitor.arrives(browser, 'ben')];
  await Promise.all([ana.registers(), ben.registers()]);
  room = await makesPrivateRoom(ana, `Garden of ${ana.username}`);
  await addsToRoom(ana, room, ben);
});

afterAll(async () => {
  await browser?.close();
});

test('a message is reported with a reason and a note', async () => {
  await opensChat(ben, room);
  await ben.page.getByTestId('write').fill(WORDS);
  await ben.page.getByTestId('write').press('Enter');
  await opensChat(ana, room);
  const said = ana.page.getByTestId('message').filter({ hasText: WORDS });
  await said.hover();
  await said.getByRole('button', { name: 'Report' }).click();
  const dialog = ana.element('report-dialog');
  await dialog.getByLabel('What is wrong?').selectOption({ label: 'Spam or advertising' });
  await dialog.getByLabel('Anything to add?').fill('every day the same');
  await dialog.getByRole('button', { name: 'Report' }).click();
  await ana.sees('report-done');
  await ana.clicks('report-close');
  await dialog.waitFor({ state: 'detached' });
  const { items } = await reports();
  expect(items).toMatchObject([
    {
      reason: 'spam',
      note: 'every day the same',
      message: { text: WORDS },
      subject: { username: ben.username },
    },
  ]);
});

test('nobody is asked to report what they said themselves', async () => {
  const own = ben.page.getByTestId('message').filter({ hasText: WORDS });
  await own.hover();
  await own.getByRole('button', { name: 'Delete' }).waitFor();
  expect(await own.getByRole('button', { name: 'Report' }).count()).toBe(0);
});

test('a person is reported from their card', async () => {
  await ana.page.getByTestId('message').first().getByTestId('message-author').click();
  await ana.clicks('person-report');
  await ana.element('report-dialog').getByRole('button', { name: 'Report' }).click();
  await ana.sees('report-done');
  await ana.clicks('report-close');
  await ana.sees('person-card');
});

test('no page complained', () => {
  for (const person of [ana, ben]) expect(person.complaints).toEqual([]);
});
