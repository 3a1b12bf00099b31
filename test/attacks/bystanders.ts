/** Users who have nothing to do with an attack and must not notice it. */
import { expect } from '@jest/globals';
import type { Device } from '../support/client.js';

/** The process answers, and connections that did nothing wrong work on. */
export async function expectUnharmed(url: string, ...bystanders: Device[]): Promise<void> {
  const live = await fetch(`${url}/api/health/live`);
  expect(live.status).toBe(200);
  for (const bystander of bystanders) {
    await expect(bystander.emit('presence:ping', {})).resolves.toBeDefined();
    expect(bystander.received('session:ended')).toEqual([]);
  }
}

/** Sends a Socket.IO packet as text, however malformed, past the client's encoder. */
export function sendRaw(device: Device, packet: string): void {
  device.socket.io.engine.write(packet);
}
