/** An inbox as devices know it. */
import { expect } from '@jest/globals';
import type { DirectChat, Unread } from '../../src/inbox/inbox.protocol.js';
import type { Page } from '../../src/platform/wire/problem.protocol.js';
import type { Device } from './client.js';
import { eventually } from './eventually.js';
import { answer } from './rest.js';

/** Waits until that is the last message about it that the device received. */
export async function receivesUnread(device: Device, byRoom: Record<string, number>): Promise<void> {
  const last = await eventually(
    () => device.received('inbox:unread').at(-1),
    (unread) => JSON.stringify(unread?.byRoom) === JSON.stringify(byRoom),
  );
  expect(last!.total).toBe(Object.values(byRoom).reduce((sum, n) => sum + n, 0));
}

export async function receivesMissed(device: Device, missedCalls: number): Promise<void> {
  await eventually(
    () => device.received('inbox:unread').at(-1),
    (unread) => unread?.missedCalls === missedCalls,
  );
}

/** The server's truth, over REST. */
export async function unreadOf(device: Device): Promise<Unread> {
  return (await answer<Unread>(device.rest.get('/api/inbox').expect(200))).body;
}

export async function chatsOf(device: Device, query = ''): Promise<Page<DirectChat>> {
  return (await answer<Page<DirectChat>>(device.rest.get(`/api/chat/direct/chats?${query}`).expect(200)))
    .body;
}
