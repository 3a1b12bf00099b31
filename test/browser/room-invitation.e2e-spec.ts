/**
 * Ana copies a link into her private room. Ben opens it signed in and joins; cem opens it signed out, registers, and joins; the
 * token of the link is in no URL that is sent over the wire.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { Visitor } from '../support/visitor.js';

let browser: Browser;
let ana: Visitor;
let link: string;

const joined = (page: Page, room: string) =>
  page.getByTestId('room-row').filter({ hasText: room }).filter({ hasText: 'You are member' }).waitFor();

beforeAll(async () => {
  browser = await launchChromium();
  ana = await Visitor.arrives(browser, 'ana');
  await ana.registers();
});

afterAll(async () => {
  await browser?.close();
});

test('a moderator makes a link', async () => {
  await ana.clicks('new-room');
  const form = ana.element('new-room-form');
  await form.getByLabel('Name').fill('Tea kitchen');
  await form.getByLabel(/Private/).check();
  await form.getByRole('button', { name: 'Create room' }).click();
  await ana.clicks('invite');
  await ana.clicks('copy-invitation');
  await ana.sees('invitation-link');
  link = await ana.element('invitation-link').inputValue();
  expect(link).toMatch(/\/#invite=join_[\w-]{43}$/);
  // Once more is the same one.
  await ana.clicks('copy-invitation');
  expect(await ana.element('invitation-link').inputValue()).toBe(link);
});

/** The link as this test's server is reached. */
const linkFor = (visitor: Visitor) =>
  new URL(visitor.page.url()).origin + new URL(link).pathname + new URL(link).hash;

test('somebody who is signed in opens it, sees who invites, and joins', async () => {
  const ben = await Visitor.arrives(browser, 'ben');
  const seen: string[] = [];
  ben.page.on('request', (request) => seen.push(request.url(), request.headers()['referer'] ?? ''));
  await ben.registers();
  await ben.page.goto(linkFor(ben));
  await ben.sees('join-room');
  expect(new URL(ben.page.url()).hash).toBe('');
  const dialog = ben.element('join-room');
  await dialog.getByText('Join Tea kitchen?').waitFor();
  await dialog.getByText(`${ana.username} invites you as member.`).waitFor();
  await ben.clicks('join-room-accept');
  await joined(ben.page, 'Tea kitchen');
  await ben.page.locator('[data-testid=chat][data-status=joined]').waitFor();
  expect(await ben.page.getByTestId('join-room').count()).toBe(0);
  const token = link.slice(link.indexOf('join_'));
  expect(seen.filter((text) => text.includes(token))).toEqual([]);
  // It is not asked again.
  await ben.page.reload();
  await joined(ben.page, 'Tea kitchen');
  expect(await ben.page.getByTestId('join-room').count()).toBe(0);
  await ben.leaves();
});

test('somebody who is signed out joins after signing in', async () => {
  const cem = await Visitor.arrives(browser, 'cem');
  await cem.page.goto(linkFor(cem));
  await cem.sees('invited');
  await cem.registers();
  await cem.clicks('join-room-accept');
  await joined(cem.page, 'Tea kitchen');
  await cem.leaves();
});

test('a link that does not work says so, and can be put away', async () => {
  const dan = await Visitor.arrives(browser, 'dan');
  await dan.registers();
  await dan.page.goto(`${linkFor(dan).slice(0, -4)}AAAA`);
  await dan.page.locator('[data-testid=join-room] [data-code=invitation_not_found]').waitFor();
  await dan.presses('Escape');
  await dan.page.getByTestId('join-room').waitFor({ state: 'detached' });
  await dan.page.reload();
  await dan.sees('me-name');
  expect(await dan.page.getByTestId('join-room').count()).toBe(0);
  await dan.leaves();
});
