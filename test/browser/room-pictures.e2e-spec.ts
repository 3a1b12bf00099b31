/**
 * Pictures in a room's chat: chosen, pasted or dropped in one real page, seen in another, opened large, and deleted with their
 * message.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Locator, Route } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { aPicture } from '../support/images.js';
import { opens } from '../support/media.js';
import { addsToRoom, makesPrivateRoom, opensChat } from '../support/rooms-page.js';
import { startServer, stores } from '../support/server.mjs';
import { Visitor } from '../support/visitor.js';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;

const lastOf = (visitor: Visitor): Locator => visitor.page.getByTestId('message').last();

interface ImageElement {
  complete: boolean;
  naturalWidth: number;
  width: number;
  height: number;
  src: string;
}

/** An image that the browser has loaded and decoded. */
const shown = (image: Locator) =>
  eventually(
    () =>
      image.evaluate((element) => {
        const { complete, naturalWidth, width, height, src } = element as unknown as ImageElement;
        return { complete, naturalWidth, width, height, src };
      }),
    ({ complete, naturalWidth }) => complete && naturalWidth > 0,
  );

async function chooses(visitor: Visitor, ...pictures: Buffer[]): Promise<void> {
  await visitor
    .element('picture-files')
    .setInputFiles(
      pictures.map((buffer, i) => ({ name: `picture-${i + 1}.png`, mimeType: 'image/png', buffer })),
    );
  await visitor.page
    .locator('[data-testid=chosen-picture][data-ready=true]')
    .nth(pictures.length - 1)
    .waitFor();
}

/** Two people in a room of their own. */
async function twoIn(url?: string): Promise<[Visitor, Visitor]> {
  const [first, second] = [
    await Visitor.arrives(browser, 'ana', url),
    await Visitor.arrives(browser, 'ben', url),
  ];
  for (const person of [first, second]) await person.registers();
  const room = await makesPrivateRoom(first, `Gallery of ${first.username}`);
  await addsToRoom(first, room, second);
  for (const person of [first, second]) await opensChat(person, room);
  return [first, second];
}

beforeAll(async () => {
  browser = await launchChromium();
  [ana, ben] = await twoIn();
});

afterAll(async () => {
  await browser?.close();
});

test('a picture with words is seen by the other, as large as it was said to be, and opens large', async () => {
  await chooses(ana, await aPicture('png', 1200, 600));
  await ana.element('write').fill('our kitchen');
  await ana.element('write').press('Enter');
  const message = ben.page.getByTestId('message').filter({ hasText: 'our kitchen' });
  const picture = message.getByRole('img', { name: `Picture from ${ana.username}` });
  await picture.waitFor();
  // Its room is there before it is.
  expect(
    await picture.evaluate((element) => [element.getAttribute('width'), element.getAttribute('height')]),
  ).toEqual(['320', '160']);
  const small = await shown(picture);
  expect(small.naturalWidth).toBe(1200);
  expect(small.width / small.height).toBeCloseTo(2, 1);
  await message.getByRole('button', { name: `Picture from ${ana.username}` }).click();
  const large = await shown(ben.element('picture-dialog').getByRole('img'));
  expect(large.width).toBeGreaterThan(900);
  await ben.page.keyboard.press('Escape');
  await ben.element('picture-dialog').waitFor({ state: 'detached' });
  await shown(ana.page.getByTestId('message').filter({ hasText: 'our kitchen' }).getByTestId('picture'));
});

test('several without words; what is removed before is not sent', async () => {
  await chooses(ana, await aPicture(), await aPicture('jpeg'), await aPicture('webp'));
  await ana.page.getByRole('button', { name: 'Remove picture-2.png' }).click();
  await ana.clicks('send');
  const pictures = lastOf(ben).getByTestId('picture');
  await ben.page.getByRole('img', { name: `Picture 2 of 2 from ${ana.username}` }).waitFor();
  expect(await pictures.count()).toBe(2);
  expect(await lastOf(ben).getByTestId('message-text').count()).toBe(0);
  for (let i = 0; i < 2; i++) await shown(pictures.nth(i));
  expect(await ana.page.getByTestId('chosen-picture').count()).toBe(0);
  expect(await ana.page.getByTestId('pending-message').count()).toBe(0);
});

test('a picture is pasted', async () => {
  const base64 = (await aPicture()).toString('base64');
  await ana.element('write').evaluate((field, data) => {
    const { atob, File, DataTransfer, ClipboardEvent } = globalThis as unknown as PasteGlobals;
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }));
    const init = { clipboardData, bubbles: true, cancelable: true };
    field.dispatchEvent(new ClipboardEvent('paste', init));
  }, base64);
  await ana.page.locator('[data-testid=chosen-picture][data-ready=true]').waitFor();
  await ana.element('write').fill('pasted');
  await ana.element('write').press('Enter');
  await shown(ben.page.getByTestId('message').filter({ hasText: 'pasted' }).getByTestId('picture'));
});

/** A file, or words, over the messages of a chat, and let go there or not. @returns whether the page keeps the browser from its own way */
async function drags(visitor: Visitor, events: string[], file?: Buffer): Promise<boolean> {
  const picture = file?.toString('base64');
  return visitor.page.getByTestId('messages').evaluate(
    (place, { types, data }) => {
      const { atob, File, DataTransfer, DragEvent } = globalThis as unknown as DragGlobals;
      const dataTransfer = new DataTransfer();
      if (data === undefined) dataTransfer.setData('text/plain', 'words');
      else {
        const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], 'dropped.png', { type: 'image/png' }));
      }
      const init = { dataTransfer, bubbles: true, cancelable: true };
      return types.map((type) => place.dispatchEvent(new DragEvent(type, init))).includes(false);
    },
    { types: events, data: picture },
  );
}

test('a picture is dropped anywhere on the chat, which says so while it is over it', async () => {
  const picture = await aPicture();
  expect(await drags(ana, ['dragenter', 'dragover'], picture)).toBe(true);
  await ana.element('drop-place').getByText('Drop pictures').waitFor();
  await drags(ana, ['dragleave'], picture);
  await ana.element('drop-place').waitFor({ state: 'detached' });
  expect(await ana.page.getByTestId('chosen-picture').count()).toBe(0);

  await drags(ana, ['dragenter', 'dragover', 'drop'], picture);
  await ana.page.locator('[data-testid=chosen-picture][data-ready=true]').waitFor();
  expect(await ana.page.getByTestId('drop-place').count()).toBe(0);
  await ana.element('write').fill('dropped');
  await ana.element('write').press('Enter');
  await shown(ben.page.getByTestId('message').filter({ hasText: 'dropped' }).getByTestId('picture'));
});

test('words that are dragged go their own way', async () => {
  expect(await drags(ana, ['dragenter', 'dragover', 'drop'])).toBe(false);
  expect(await ana.page.getByTestId('drop-place').count()).toBe(0);
});

test('what is no picture is refused in words, and the message goes without it', async () => {
  await ana.element('picture-files').setInputFiles({
    name: 'evil.png',
    mimeType: 'image/png',
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  });
  await ana.element('chosen-picture').getByText('Send a JPEG, PNG, WebP or GIF image.').waitFor();
  await ana.element('write').fill('just words');
  await ana.element('write').press('Enter');
  await ben.page.getByTestId('message').filter({ hasText: 'just words' }).waitFor();
  expect(await lastOf(ben).getByTestId('picture').count()).toBe(0);
  await ana.page.getByRole('button', { name: 'Remove evil.png' }).click();
});

test('with its message a picture goes before the eyes of the other', async () => {
  const mine = ana.page.getByTestId('message').filter({ hasText: 'our kitchen' });
  const seq = await mine.getAttribute('data-seq');
  await mine.hover();
  await mine.getByRole('button', { name: 'Delete' }).click();
  const theirs = ben.page.locator(`[data-testid=message][data-seq="${seq}"]`);
  await theirs.getByText('This message was deleted.').waitFor();
  expect(await theirs.getByTestId('picture').count()).toBe(0);
});

test('an expired URL is requested anew', async () => {
  const server = await startServer({ ...(await stores()), MEDIA_URL_TTL_S: '10' });
  const [cleo, dan] = await twoIn(server.url);
  // Dan's first try is so slow that the URL has expired by then.
  const held = new Promise<Route>((resolve) => {
    void dan.page.route('**/api/media/*', resolve, { times: 1 });
  });
  await chooses(cleo, await aPicture());
  await cleo.clicks('send');
  const slow = await held;
  await eventually(
    () => opens(slow.request().url()),
    ({ status }) => status === 410,
  );
  const answered = dan.page.waitForResponse((response) => response.status() === 410);
  await slow.continue();
  await answered;
  await shown(lastOf(dan).getByTestId('picture'));
});

interface DragGlobals extends PasteGlobals {
  DataTransfer: new () => { items: { add(file: object): void }; setData(type: string, data: string): void };
  DragEvent: new (type: string, init: object) => Event;
}

/** Browser APIs; these tests are compiled without their types. */
interface PasteGlobals {
  atob(data: string): string;
  File: new (parts: Uint8Array[], name: string, options: { type: string }) => object;
  DataTransfer: new () => { items: { add(file: object): void } };
  ClipboardEvent: new (type: string, init: object) => object;
}
