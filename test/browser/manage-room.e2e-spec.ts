/**
 * Ana owns a room and looks after it on the page: roles, mutes, bans, links, reports and the room itself. Ben and cem feel it on theirs.
 * @needs chromium
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { addsToRoom, makesPrivateRoom, opensChat, rowOf } from '../support/rooms-page.js';
import { Visitor } from '../support/visitor.js';

let browser: Browser;
let ana: Visitor;
let ben: Visitor;
let cem: Visitor;
let room: string;

const memberOf = (visitor: Visitor, { username }: Visitor): Locator =>
  visitor.page.locator(`[data-testid=member-row][data-username="${username}"]`);
const said = (words: string) => ana.element('manage-said').getByText(words).waitFor();
const gone = (visitor: Visitor, id: string) => visitor.element(id).waitFor({ state: 'detached' });

async function manages(section: string): Promise<void> {
  await ana.clicks('manage-room');
  await ana.clicks(`manage-${section}`);
}

/** The actions on a member unfold in their row. */
async function unfolds(other: Visitor): Promise<Locator> {
  const row = memberOf(ana, other);
  await row.getByTestId('member-more').click();
  return row;
}

async function closes(visitor: Visitor): Promise<void> {
  await visitor.clicks('manage-close');
  await gone(visitor, 'manage-dialog');
}

async function says(visitor: Visitor, words: string): Promise<void> {
  await visitor.element('write').fill(words);
  await visitor.element('write').press('Enter');
  await ana.page.getByTestId('message').filter({ hasText: words }).waitFor();
}

const idOf = ({ page }: Visitor) =>
  page.evaluate(
    () => (globalThis as unknown as { ringline: RinglineRooms }).ringline.auth.state.value.user!.id,
  );

beforeAll(async () => {
  browser = await launchChromium();
  [ana, ben, cem] = [
    await Visitor.arrives(browser, 'ana'),
    await Visitor.arrives(browser, 'ben'),
    await Visitor.arrives(browser, 'cem'),
  ];
  for (const person of [ana, ben, cem]) await person.registers();
  room = await makesPrivateRoom(ana, `House of ${ana.username}`);
  await addsToRoom(ana, room, ben);
  for (const person of [ana, ben]) await opensChat(person, room);
});

afterAll(async () => {
  await browser?.close();
});

test('a role is given: an admin is offered what admins may, and a member nothing', async () => {
  expect(await ben.page.getByTestId('manage-room').count()).toBe(0);
  await manages('members');
  let row = await unfolds(ben);
  await row.getByTestId('role').selectOption({ label: 'Admin' });
  await row.getByRole('button', { name: 'Give this role' }).click();
  await said(`${ben.username} is admin now.`);

  await ben.clicks('manage-room');
  await memberOf(ben, ana).waitFor();
  expect(await memberOf(ben, ana).getByTestId('member-more').count()).toBe(0);
  await memberOf(ben, ben).getByTestId('member-more').click();
  expect(await memberOf(ben, ben).getByRole('option').allInnerTexts()).toEqual(['Admin', 'Member', 'Viewer']);
  expect(await memberOf(ben, ben).getByTestId('mute-choice').count()).toBe(0);
  await ben.clicks('manage-settings');
  await ben.sees('archive');
  expect(await ben.page.getByTestId('delete-room').count()).toBe(0);

  row = memberOf(ana, ben);
  await row.getByTestId('role').selectOption({ label: 'Member' });
  await row.getByRole('button', { name: 'Give this role' }).click();
  await said(`${ben.username} is member now.`);
  await gone(ben, 'manage-dialog');
  await gone(ben, 'manage-room');
  await closes(ana);
});

test('a muted user sees until when, and writes and speaks again when it is taken back', async () => {
  await ben.joinsVoice(room);
  await ben.element('write').fill('half a sen');
  await manages('members');
  const row = await unfolds(ben);
  await row.getByRole('button', { name: '1 hour' }).click();
  await ben.element('reading-only').getByText('A moderator has muted you until').waitFor();
  expect(await ben.page.getByTestId('write').count()).toBe(0);
  await ben.element('voice-left').getByText('You no longer have access to this voice channel.').waitFor();
  await rowOf(ben, room).getByTestId('join-voice').waitFor({ state: 'detached' });
  await row.getByText('muted until').first().waitFor();

  await ana.clicks('manage-restricted');
  const muted = ana.page.locator(`[data-testid=mute-row][data-username="${ben.username}"]`);
  await muted.getByText('Until').waitFor();
  await muted.getByRole('button', { name: `Unmute ${ben.username}` }).click();
  await ben.sees('write');
  await gone(ben, 'reading-only');
  expect(await ben.element('write').inputValue()).toBe('half a sen');
  await rowOf(ben, room).getByTestId('join-voice').waitFor();
  await ana.page.getByText('Nobody is muted.').waitFor();
  // The button was removed with its row, and the focus stays in the dialog.
  await ana.page.locator('[role=tabpanel]:focus').waitFor();
  await closes(ana);
});

test('when a mute ends by itself they need not look again', async () => {
  const path = `/api/chat/rooms/${room}/members/${await idOf(ben)}/mute`;
  await ana.page.evaluate(async (muted) => {
    const { ringline } = globalThis as unknown as { ringline: RinglineRooms };
    await ringline.auth.send('PUT', muted, { body: { forS: 6 } });
  }, path);
  await ben.sees('reading-only');
  await ben.sees('write');
});

test('a message leads to measures about who said it, and not about oneself', async () => {
  await says(ben, 'buy my pills');
  await says(ana, 'nobody needs them');
  const own = ana.page.getByTestId('message').filter({ hasText: 'nobody needs them' });
  await own.hover();
  await own.getByRole('button', { name: 'Delete' }).waitFor();
  expect(await own.getByRole('button', { name: 'Moderate' }).count()).toBe(0);

  const message = ana.page.getByTestId('message').filter({ hasText: 'buy my pills' });
  await message.hover();
  await message.getByRole('button', { name: 'Moderate' }).click();
  const dialog = ana.element('moderate-dialog');
  await dialog.getByRole('button', { name: '10 minutes' }).click();
  await ben.sees('reading-only');
  await dialog.getByTestId('unmute').click();
  await ben.sees('write');
  await ana.clicks('moderate-close');
  await dialog.waitFor({ state: 'detached' });
});

test('a link is made, listed and revoked; then it leads nowhere', async () => {
  await manages('links');
  await ana.page.getByText('There is none.').waitFor();
  await ana.element('new-invitation').getByLabel('Uses').selectOption({ label: '10' });
  await ana.page.getByRole('button', { name: 'Make a link' }).click();
  const link = new URL(await ana.element('invitation-link').inputValue());
  const row = ana.element('invitation-row');
  await row.getByText('used 0 of 10 times').waitFor();
  const here = new URL(cem.page.url()).origin + link.pathname + link.hash;
  await cem.page.goto(here);
  await cem.clicks('join-room-accept');
  await rowOf(cem, room).waitFor();

  await ana.clicks('manage-members');
  await memberOf(ana, cem).waitFor();
  await ana.clicks('manage-links');
  await row.getByText('used 1 of 10 times').waitFor();
  await row.getByRole('button', { name: /^Revoke/ }).click();
  await said('This link no longer works.');
  await ana.page.getByText('There is none.').waitFor();
  await closes(ana);

  const dan = await Visitor.arrives(browser, 'dan');
  await dan.registers();
  await dan.page.goto(here);
  await dan.page.locator('[data-testid=join-room] [data-code=invitation_not_found]').waitFor();
  await dan.leaves();
});

test('a report has the words as they were, and is open until it is closed', async () => {
  await opensChat(cem, room);
  await says(ben, 'even <b>better</b> pills');
  const reported = cem.page.getByTestId('message').filter({ hasText: 'even <b>better</b> pills' });
  await reported.hover();
  await reported.getByRole('button', { name: 'Report' }).click();
  await cem.element('report-dialog').getByLabel('Anything to add?').fill('all day long');
  await cem.element('report-dialog').getByRole('button', { name: 'Report' }).click();
  await cem.sees('report-done');
  await cem.clicks('report-close');
  const own = ben.page.getByTestId('message').filter({ hasText: 'even <b>better</b> pills' });
  await own.hover();
  await own.getByRole('button', { name: 'Delete' }).click();

  await manages('reports');
  await ana.element('manage-reports-waiting').getByText('1').waitFor();
  const report = ana.element('report');
  await report.getByTestId('reported-text').getByText('even <b>better</b> pills').waitFor();
  await report.getByTestId('report-note').getByText('all day long').waitFor();
  await report.getByRole('button', { name: 'Show in the chat' }).click();
  await gone(ana, 'manage-dialog');
  await ana.page
    .locator('[data-testid=message][data-found=true]')
    .getByText('This message was deleted.')
    .waitFor();
  await ana.sees('reports-wait');

  await manages('reports');
  await report.getByLabel('What was done').fill('ben knows');
  await report.getByRole('button', { name: 'Resolve' }).click();
  await said('The report is resolved.');
  await ana.page.getByText('No reports.').waitFor();
  await gone(ana, 'manage-reports-waiting');
  await ana.page.getByRole('combobox', { name: 'Show' }).selectOption({ label: 'Resolved' });
  await report.getByTestId('resolution').getByText('ben knows').waitFor();
  await report.getByText(`by ${ana.username}`).waitFor();
  await closes(ana);
  expect(await ana.page.getByTestId('reports-wait').count()).toBe(0);
});

test('a banned user no longer has the room, until it is lifted and they are added again', async () => {
  await opensChat(ben, room);
  await manages('members');
  const row = await unfolds(ben);
  const ban = row.getByRole('button', { name: 'Ban', exact: true });
  await ban.click();
  await row.getByTestId('question').getByText(`Ban ${ben.username}?`).waitFor();
  await row.getByRole('button', { name: 'Cancel' }).click();
  expect(await ana.focusedName()).toBe('Ban');
  expect(await rowOf(ben, room).count()).toBe(1);
  await ban.click();
  await row.getByTestId('confirm').click();
  await said(`${ben.username} is banned.`);
  await row.waitFor({ state: 'detached' });
  await gone(ben, 'chat');
  await rowOf(ben, room).waitFor({ state: 'detached' });

  await ana.clicks('manage-restricted');
  await ana.page.getByRole('button', { name: `Lift the ban of ${ben.username}` }).click();
  await ana.page.getByText('Nobody is banned.').waitFor();
  expect(await rowOf(ben, room).count()).toBe(0);
  await ana.clicks('manage-members');
  await ana.element('add-member').getByLabel('Username').fill(ben.username);
  await ana.element('add-member').getByRole('button', { name: 'Add' }).click();
  await memberOf(ana, ben).waitFor();
  await rowOf(ben, room).waitFor();
  await closes(ana);
});

test('what the server refuses is said', async () => {
  await manages('restricted');
  const form = ana.element('restrict-form');
  await form.getByLabel('Username').fill(ana.username);
  await form.getByRole('button', { name: 'Apply' }).click();
  await form.locator('[data-code=permission_denied]').waitFor();
  await form.getByLabel('Username').fill(`nobody-${ana.username}`.slice(0, 32));
  await form.getByRole('button', { name: 'Apply' }).click();
  await form.locator('[data-code=user_not_found]').waitFor();
  await ana.clicks('manage-members');
  const row = await unfolds(ana);
  await row.getByRole('button', { name: 'Leave the room' }).click();
  await row.getByTestId('confirm').click();
  await row.locator('[data-code=last_owner]').waitFor();
  await closes(ana);
});

test('all of it by keyboard, and the focus comes back', async () => {
  await ana.tabsTo('button', /^Manage /);
  await ana.presses('Enter');
  await ana.page.getByRole('dialog', { name: /^Manage House/ }).waitFor();
  await ana.page.getByRole('tab', { name: 'Members', selected: true }).focus();
  await ana.presses('ArrowRight');
  await ana.page.getByRole('tabpanel', { name: 'Restricted' }).waitFor();
  await ana.presses('End');
  await ana.page.getByRole('tabpanel', { name: 'Settings' }).waitFor();
  await ana.presses('ArrowRight');
  await ana.page.getByRole('tabpanel', { name: 'Members' }).waitFor();
  await ana.tabsTo('button', `Role and moderation: ${ben.username}`);
  await ana.presses('Enter');
  await ana.tabsTo('button', '1 day');
  await ana.presses('Enter');
  await said(`${ben.username} is muted until tomorrow`);
  await ana.tabsTo('button', 'Unmute');
  await ana.presses('Enter');
  await said(`${ben.username} may write again.`);
  for (const role of ['button', 'combobox', 'textbox', 'tab'] as const) {
    const all = ana.page.getByRole('dialog').getByRole(role);
    const named = ana.page.getByRole('dialog').getByRole(role, { name: /\S/ });
    expect({ role, count: await named.count() }).toEqual({ role, count: await all.count() });
  }
  await ana.presses('Escape');
  await gone(ana, 'manage-dialog');
  await ana.page.locator('[data-testid=manage-room]:focus').waitFor();
});

test('the room is renamed, archived and opened again', async () => {
  await opensChat(ben, room);
  await manages('settings');
  const form = ana.element('room-settings');
  await form.getByLabel('Name').fill('Quiet house');
  await form.getByRole('button', { name: 'Save' }).click();
  await said('Saved.');
  await rowOf(ana, room).getByText('Quiet house').waitFor();
  await ana.clicks('archive');
  await said('The room is archived');
  await closes(ana);
  await ana.element('reading-only').getByText('This room is closed').waitFor();
  // Others learn it when they try.
  await ben.element('write').fill('still there?');
  await ben.element('write').press('Enter');
  await ben.element('reading-only').getByText('This room is closed').waitFor();
  await manages('settings');
  await ana.clicks('archive');
  await said('The room is open again.');
  await closes(ana);
  await ana.sees('write');
});

test('a member who does not moderate sees who is there, and may leave', async () => {
  await opensChat(ben, room);
  await ben.clicks('room-people');
  await memberOf(ben, ana).getByText('Owner').waitFor();
  expect(await memberOf(ben, ana).getByTestId('member-more').count()).toBe(0);
  expect(await ben.page.getByTestId('add-member').count()).toBe(0);
  await memberOf(ben, ben).getByTestId('member-more').click();
  expect(await ben.page.getByTestId('role-form').count()).toBe(0);
  await ben.page.getByRole('button', { name: 'Leave the room' }).click();
  await ben.clicks('confirm');
  await gone(ben, 'people-dialog');
  await rowOf(ben, room).waitFor({ state: 'detached' });
  await manages('members');
  await memberOf(ana, cem).waitFor();
  expect(await memberOf(ana, ben).count()).toBe(0);
  await closes(ana);
});

test('it is deleted once its name has been typed, and gone for everybody', async () => {
  await manages('settings');
  const form = ana.element('delete-room');
  const end = form.getByRole('button', { name: 'Delete the room' });
  expect(await end.isDisabled()).toBe(true);
  await form.getByLabel("Type the room's name").fill('Quiet house');
  await end.click();
  for (const person of [ana, cem]) {
    await gone(person, 'chat');
    await rowOf(person, room).waitFor({ state: 'detached' });
  }
});

/** The SDK calls that only these tests use. */
interface RinglineRooms {
  auth: {
    state: { value: { user?: { id: string } } };
    send(method: 'PUT', path: string, request: { body: object }): Promise<unknown>;
  };
}
