/**
 * The whole page on a phone: chats, people, calls and oneself, one at a time, with fingers, and nothing beside the screen.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { type PageGlobals, Visitor } from '../support/visitor.js';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const FINGER_PX = 44;
const MARKUP = '<img src=x onerror="document.title=\'hacked\'">';
const ENDLESS = 'Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichenladen';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;

interface Layout {
  document: { scrollingElement: { scrollWidth: number } };
  innerWidth: number;
}

interface Target {
  getBoundingClientRect(): { width: number; height: number; top: number; bottom: number; right: number };
  checkVisibility(options: object): boolean;
  textContent: string;
}

/** On this phone and on a small one. */
async function fits(visitor: Visitor): Promise<void> {
  for (const width of [360, 390]) {
    await visitor.page.setViewportSize({ ...PHONE.viewport, width });
    const { content, screen, beside } = await visitor.page.evaluate(() => {
      const { document, innerWidth } = globalThis as unknown as Layout;
      const { querySelectorAll } = document as unknown as { querySelectorAll(s: string): Target[] };
      const all = [...querySelectorAll.call(document, 'button, input, select, textarea, h2, li, p')];
      const wide = all.filter(
        (one) =>
          one.checkVisibility({ visibilityProperty: true }) &&
          one.getBoundingClientRect().right > innerWidth + 1,
      );
      return {
        content: document.scrollingElement.scrollWidth,
        screen: innerWidth,
        beside: wide.map((one) => one.textContent),
      };
    });
    expect(screen).toBe(width);
    expect({ content, beside }).toEqual({ content: width, beside: [] });
  }
}

/** Targets too small for fingers, by their text. */
async function tooSmall(visitor: Visitor): Promise<string[]> {
  return visitor.page
    .locator(
      'button:visible, select:visible, input:visible:not([type=file][tabindex="-1"], label > [type=checkbox]), label:has(> [type=checkbox]):visible',
    )
    .evaluateAll(
      (all, least) =>
        (all as unknown as Target[])
          .filter((one) => {
            const { width, height } = one.getBoundingClientRect();
            return width > 1 && Math.min(width, height) < least - 0.5;
          })
          .map((one) => one.textContent),
      FINGER_PX,
    );
}

async function shows(visitor: Visitor, view: 'chats' | 'people' | 'calls' | 'me'): Promise<void> {
  await visitor.clicks(`tab-${view}`);
  await visitor.page.locator(`[data-testid=shell][data-view=${view}]`).waitFor();
  await fits(visitor);
  expect(await tooSmall(visitor)).toEqual([]);
}

beforeAll(async () => {
  browser = await launchChromium();
  [ana, ben] = [
    await Visitor.arrives(browser, 'ana', undefined, PHONE),
    await Visitor.arrives(browser, 'ben', undefined, PHONE),
  ];
  await fits(ana);
  await ana.registers();
  await ben.registers();
});

afterAll(async () => {
  await browser?.close();
});

test('who you are, with the longest name there can be', async () => {
  await shows(ana, 'me');
  await ana.element('profile-name').fill(ENDLESS.slice(0, 64));
  await ana.element('profile-bio').fill(`${MARKUP} ${ENDLESS.repeat(3)}`);
  await ana.clicks('profile-save');
  await ana.element('profile-saved').getByText('Saved').waitFor();
  await fits(ana);
  await ana.element('settings').click();
  await ana.sees('settings-dialog');
  await fits(ana);
  await ana.clicks('settings-close');
});

test('a room, whatever its name', async () => {
  await shows(ana, 'chats');
  for (const name of [MARKUP, ENDLESS.slice(0, 64)]) {
    await ana.clicks('new-room');
    await ana.element('new-room-form').getByLabel('Name').fill(name);
    await fits(ana);
    await ana.page.getByRole('button', { name: 'Create room' }).click();
    await ana.page.getByTestId('room-row').filter({ hasText: name }).waitFor();
  }
  await shows(ana, 'chats');
});

test('a room is looked after, whatever is in it', async () => {
  const room = ana.page.getByTestId('room-row').filter({ hasText: ENDLESS.slice(0, 64) });
  const slug = (await room.getAttribute('data-room'))!;
  await room.getByTestId('open-chat').tap();
  await ana.element('manage-room').tap();
  await ana.element('add-member').getByLabel('Username').fill(ben.username);
  await ana.element('add-member').getByRole('button', { name: 'Add' }).tap();
  await ana.element('manage-said').getByText('is member now').waitFor();
  const theirs = ben.page.locator(`[data-testid=room-row][data-room="${slug}"]`);
  await theirs.getByTestId('open-chat').tap();
  await ben.page.locator('[data-testid=chat][data-status=joined]').waitFor();
  await ben.element('write').fill(`${ENDLESS.repeat(4)} ${MARKUP}`);
  await ben.element('send').tap();
  await ben.page.getByTestId('message').waitFor();
  await ana.page.evaluate(async (path) => {
    const { auth } = (globalThis as unknown as PageGlobals).ringline;
    const { messages } = await auth.send<{ messages: { id: string }[] }>('GET', path);
    const [said] = messages;
    await auth.send('POST', `${path}/${said!.id}/report`, { body: { reason: 'spam', note: path.repeat(9) } });
  }, `/api/chat/rooms/${slug}/messages`);
  await ana.element('manage-close').tap();
  await ana.element('manage-room').tap();

  const row = ana.page.locator(`[data-testid=member-row][data-username="${ben.username}"]`);
  await row.getByTestId('member-more').tap();
  await row.getByRole('button', { name: 'Ban', exact: true }).tap();
  await ana.sees('question');
  await fits(ana);
  expect(await tooSmall(ana)).toEqual([]);
  await row.getByRole('button', { name: '1 week' }).tap();
  await ana.element('manage-said').getByText('muted until').waitFor();
  await fits(ana);
  for (const [section, shown] of [
    ['restricted', 'mute-row'],
    ['links', 'new-invitation'],
    ['reports', 'report'],
    ['settings', 'delete-room'],
  ] as const) {
    await ana.element(`manage-${section}`).tap();
    await ana.sees(shown);
    if (section === 'links') await ana.page.getByRole('button', { name: 'Make a link' }).tap();
    if (section === 'links') await ana.sees('invitation-row');
    await fits(ana);
    expect({ section, small: await tooSmall(ana) }).toEqual({ section, small: [] });
  }
  await ana.element('manage-close').tap();
  await ben.element('reading-only').getByText('muted you until').waitFor();
  await fits(ben);
  for (const visitor of [ana, ben]) {
    await visitor.element('chat-close').tap();
    await shows(visitor, 'chats');
  }
});

test('a card leads to a thread, which takes the whole screen', async () => {
  await shows(ben, 'people');
  const row = ben.page.locator(`[data-testid=user-row][data-username="${ana.username}"]`);
  await row.getByTestId('person').tap();
  await ben.element('person-bio').getByText(MARKUP).waitFor();
  await fits(ben);
  await ben.clicks('person-write');
  await ben.page.locator('[data-testid=chat][data-status=joined]').waitFor();
  expect(await ben.element('tabs').isVisible()).toBe(false);
  await fits(ben);
  expect(await tooSmall(ben)).toEqual([]);
});

test('a badge for it stands on the tab and leads there', async () => {
  await ben.element('write').fill(`${ENDLESS.repeat(4)} ${MARKUP}`);
  await ben.element('send').tap();
  await ana.element('tab-chats-badge').getByText('1').waitFor();
  await ana.page
    .locator(`[data-testid=direct-row][data-username="${ben.username}"]`)
    .getByTestId('open-chat')
    .tap();
  await ana.page.getByTestId('message').getByText(MARKUP).waitFor();
  await fits(ana);
  await fits(ben);
});

test('the composer stays above the keyboard, and what was said last above the composer', async () => {
  for (let line = 1; line <= 12; line += 1) {
    await ana.element('write').fill(`line ${line}.`);
    await ana.element('send').tap();
  }
  const last = ben.page.getByTestId('message').filter({ hasText: 'line 12.' });
  await last.waitFor();
  const withKeyboard = { width: 390, height: 430 };
  await ben.page.setViewportSize(withKeyboard);
  await eventually(
    async () => ({ write: await ben.element('write').boundingBox(), last: await last.boundingBox() }),
    ({ write, last: said }) =>
      write !== null &&
      said !== null &&
      write.y + write.height <= withKeyboard.height &&
      said.y > 0 &&
      said.y + said.height <= write.y,
  );
});

test('a message that is touched shows what one can do with it, and does nothing by itself', async () => {
  const message = ben.page.getByTestId('message').filter({ hasText: 'line 12.' });
  await message.getByTestId('message-text').tap();
  const like = message.getByRole('button', { name: 'React with 👍' });
  await like.waitFor();
  expect(await message.getByTestId('reaction').count()).toBe(0);
  await like.tap();
  await message.getByRole('button', { name: '👍, 1' }).waitFor();
  await fits(ben);
});

test('what is looked for is found and gone to', async () => {
  await ben.element('search').tap();
  await ben.element('search-query').fill('"line 3"');
  const found = ben.page.getByTestId('found').filter({ hasText: 'line 3.' });
  await found.waitFor();
  await fits(ben);
  await found.tap();
  await ben.page.locator('[data-testid=message][data-found=true]').getByText('line 3.').waitFor();
  await ben.element('chat-close').tap();
  await shows(ben, 'chats');
});

test('a call is answered and ended', async () => {
  await ana.element('chat-peer').waitFor();
  await ana.page.getByRole('button', { name: `Call ${ben.username}`, exact: true }).tap();
  await ben.sees('incoming');
  await fits(ben);
  await ben.element('accept').tap();
  await ben.page.locator('[data-testid=call-state][data-phase=connected]').waitFor({ state: 'attached' });
  await fits(ben);
  expect(await tooSmall(ben)).toEqual([]);
  await ben.element('hangup').tap();
  await ben.sees('call-ended');
  await shows(ben, 'calls');
  await ben.page.getByTestId('recent-call').first().waitFor();
});

test('nothing of what people have typed has done anything', async () => {
  const { complaints } = ana;
  for (const visitor of [ana, ben]) {
    expect(await visitor.page.title()).not.toContain('hacked');
    expect(await visitor.page.locator('img[src=x]').count()).toBe(0);
    expect(
      await visitor.page.evaluate(
        () => (globalThis as unknown as PageGlobals).ringline.connection.state.value.status,
      ),
    ).toBe('connected');
  }
  expect([...complaints, ...ben.complaints]).toEqual([]);
});
