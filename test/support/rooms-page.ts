/** Rooms, as people use them on the page. */
import type { Locator } from 'playwright-core';
import type { Visitor } from './visitor.js';

export function rowOf({ page }: Visitor, room: string): Locator {
  return page.locator(`[data-testid=room-row][data-room="${room}"]`);
}

/** @returns the slug */
export async function makesPrivateRoom(owner: Visitor, name: string): Promise<string> {
  await owner.clicks('new-room');
  const form = owner.element('new-room-form');
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Private: only people you add').check();
  await form.getByRole('button', { name: 'Create room' }).click();
  const row = owner.page.locator('[data-testid=room-row]', { hasText: name });
  return (await row.getAttribute('data-room'))!;
}

export async function addsToRoom(owner: Visitor, room: string, other: Visitor): Promise<void> {
  await rowOf(owner, room).getByTestId('invite').click();
  await owner.element('invite-form').getByLabel('Username').fill(other.username);
  await owner.element('invite-form').getByRole('button', { name: 'Add' }).click();
  await rowOf(other, room).waitFor();
}

export async function opensChat(visitor: Visitor, room: string): Promise<void> {
  await rowOf(visitor, room).getByTestId('open-chat').click();
  await visitor.page.locator('[data-testid=chat][data-status=joined]').waitFor();
}
