/**
 * A user writes a bio and sets a picture; others see both on their pages, as text and picture, and can block the user.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { aPhoto } from '../support/images.js';
import { Visitor } from '../support/visitor.js';

const MARKUP = '<img src=x onerror="document.title=\'hacked\'"><script>document.title="hacked"</script>';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;

const picture = (place: Locator) => place.getByTestId('avatar-picture').first();

/** How wide the picture is that has been loaded there; 0 while there is none. */
const widthOf = (image: Locator) =>
  image.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth);

const rowOf = (other: Visitor, inPageOf: Visitor) =>
  inPageOf.page.locator(`[data-testid=user-row][data-username="${other.username}"]`);

async function opensCardOf(other: Visitor, visitor: Visitor): Promise<Locator> {
  await rowOf(other, visitor).getByTestId('person').click();
  return visitor.element('person-card');
}

const choosesFile = (visitor: Visitor, buffer: Buffer) =>
  visitor.element('avatar-file').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer });

beforeAll(async () => {
  browser = await launchChromium();
  ana = await Visitor.arrives(browser, 'ana');
  await ana.registers();
  ben = await Visitor.arrives(browser, 'ben');
  await ben.registers();
  await ben.seesOnline(ana);
});

afterAll(async () => {
  await browser?.close();
});

test('a picture is chosen, looked at and used, and others see it', async () => {
  await ana.clicks('profile');
  await choosesFile(ana, await aPhoto());
  await ana.sees('avatar-preview');
  expect(await picture(ana.element('profile-dialog')).count()).toBe(0);
  await ana.clicks('avatar-use');
  await eventually(
    () => widthOf(picture(ana.element('profile'))),
    (width) => width === 512,
  );
  const card = await opensCardOf(ana, ben);
  await eventually(
    () => widthOf(picture(card)),
    (width) => width === 512,
  );
  await picture(rowOf(ana, ben)).waitFor();
});

test('name and text are shown as they were typed and do nothing', async () => {
  await ana.element('profile-name').fill('<b>Ana</b> & co');
  await ana.element('profile-bio').fill(`Tea at four.\n${MARKUP}`);
  await ana.clicks('profile-save');
  await ana.element('profile-saved').getByText('Saved').waitFor();
  expect(await ana.element('me-name').innerText()).toBe('<b>Ana</b> & co');
  await ben.clicks('person-close');
  const card = await opensCardOf(ana, ben);
  await card.getByRole('heading', { name: '<b>Ana</b> & co' }).waitFor();
  expect(await card.getByTestId('person-bio').innerText()).toBe(`Tea at four.\n${MARKUP}`);
  await card.getByText(`@${ana.username}`).waitFor();
  await card.getByText('Online').waitFor();
  expect(await card.locator('b, script, img:not([data-testid])').count()).toBe(0);
  for (const person of [ana, ben]) {
    expect(await person.page.title()).not.toContain('hacked');
    expect(person.complaints).toEqual([]);
  }
});

test('a text that is too long is counted and not sent', async () => {
  await ana.element('profile-bio').fill('🫖'.repeat(501));
  await ana.element('bio-counter').getByText('501 / 500').waitFor();
  expect(await ana.element('profile-save').isEnabled()).toBe(false);
  await ana.element('profile-bio').fill('🫖'.repeat(500));
  await ana.clicks('profile-save');
  await ana.element('profile-saved').getByText('Saved').waitFor();
});

test('what is no picture is refused, and the old one stays', async () => {
  await choosesFile(ana, Buffer.from('not a picture'));
  await ana.clicks('avatar-use');
  await ana.page.locator('[data-testid=error][data-code=unsupported_media_type]').waitFor();
  await ana.page.getByRole('button', { name: 'Not this one' }).click();
  expect(await widthOf(picture(ana.element('profile-dialog')))).toBe(512);
});

test('a picture whose URL has expired is asked for again', async () => {
  await ben.page.reload();
  await ben.page.route('**/api/media/*', (route) => route.fulfill({ status: 410 }), { times: 1 });
  await eventually(
    () => widthOf(picture(rowOf(ana, ben))),
    (width) => width === 512,
  );
});

test('without the picture others see initials again', async () => {
  await ana.clicks('avatar-remove');
  await ana.page.getByRole('button', { name: 'Choose a picture' }).waitFor();
  await ana.clicks('profile-close');
  const card = await opensCardOf(ana, ben);
  await card.getByTestId('person-block').waitFor();
  await picture(card).waitFor({ state: 'detached' });
  await picture(rowOf(ana, ben)).waitFor({ state: 'detached' });
});

test('whom one has blocked cannot call until one hears from them again', async () => {
  await ben.clicks('person-block');
  await ben.sees('person-blocked');
  const call = rowOf(ben, ana).getByTestId('call-audio');
  await call.click();
  await ana.page.locator('[data-testid=error][data-code=permission_denied]').waitFor();
  await ben.clicks('person-close');
  await opensCardOf(ana, ben);
  await ben.sees('person-blocked');
  await ben.clicks('person-block');
  await ben.element('person-blocked').waitFor({ state: 'detached' });
  await ben.clicks('person-close');
  await call.click();
  await ben.sees('incoming');
  await ana.clicks('hangup');
});
