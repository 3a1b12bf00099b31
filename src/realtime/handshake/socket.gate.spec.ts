import { afterEach, expect, it, jest } from '@jest/globals';
import type { Connection } from '../socket.connection.js';
import { EventGate } from './socket.gate.js';
import { EVENTS } from './socket.limits.js';

afterEach(() => void jest.restoreAllMocks());

it.each([
  ['goes on', 0],
  ['is set back by three seconds', -3000],
  ['is set back by an hour', -3_600_000],
])('a device within its rate is let through while the clock %s', (_, byMs) => {
  const connection = { connected: true, hear: () => undefined, principal: { expiresAtMs: Infinity } };
  const gate = new EventGate(connection as unknown as Connection, 1);
  const now = Date.now();
  for (let n = 0; n < EVENTS.burst / 2; n++) expect(gate.refusal('message:send', false)).toBeNull();
  jest.spyOn(Date, 'now').mockReturnValue(now + byMs);
  for (let n = 0; n < EVENTS.burst / 2; n++) expect(gate.refusal('message:send', false)).toBeNull();
});
