/** Direct threads. */
import type { DirectThread } from '../../src/rooms/rooms.protocol.js';
import type { Device } from './client.js';
import { answer } from './rest.js';

export function startThread(device: Device, username: string) {
  return device.rest.post('/api/chat/direct/start').send({ username });
}

/** A user's thread with another. */
export async function aThread(device: Device, other: Device): Promise<DirectThread> {
  return (await answer<DirectThread>(startThread(device, other.user.username).expect(200))).body;
}

export const block = (device: Device, { id }: { id: string }) =>
  device.rest.put(`/api/users/${id}/block`).expect(204);
export const unblock = (device: Device, { id }: { id: string }) =>
  device.rest.delete(`/api/users/${id}/block`).expect(204);
