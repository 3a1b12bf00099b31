/** Frames above 64 KiB are refused, the client learns the reason, and no other client is affected; over both transports. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Socket } from 'socket.io-client';
import { MAX_FRAME_BYTES } from '../../src/platform/wire/wire-limits.protocol.js';
import { aUser, type Device, disconnectEverybody } from '../support/client.js';

let ana: Device;
let other: Device;

beforeAll(async () => {
  ana = await aUser('ana');
  other = await ana.device();
  await other.connect();
});

afterAll(disconnectEverybody);

/** A payload that makes a frame without an ack of exactly that size: Engine.IO's and Socket.IO's types, then JSON. */
const payloadFor = (bytes: number) => ({
  text: '海'.padEnd(bytes - '42["nothing",{"text":""}]'.length - 2, 'x'),
});

/** Why the transport ended, as a client of ours looks at it. */
function endOf(device: Device): Promise<{ reason: string; code: unknown; status: unknown }> {
  return new Promise((resolve) =>
    device.socket.once('disconnect', (reason: Socket.DisconnectReason, details: unknown) => {
      const { description, context } = details as { description: unknown; context?: { code?: unknown } };
      resolve({ reason, code: context?.code, status: description });
    }),
  );
}

test.each(['websocket', 'polling'])('over %s 64 KiB are taken, one byte more is not', async (transport) => {
  await ana.connect({ transports: [transport] });
  ana.socket.emit('nothing', payloadFor(MAX_FRAME_BYTES));
  expect(await ana.receives('error')).toMatchObject({ code: 'unknown_event' });

  const ended = endOf(ana);
  ana.socket.emit('nothing', payloadFor(MAX_FRAME_BYTES + 1));
  expect(await ended).toMatchObject(
    transport === 'websocket'
      ? { reason: 'transport close', code: 1009 }
      : { reason: 'transport error', status: 413 },
  );
  await expect(other.emit('presence:ping', {})).resolves.toBeDefined();
  await ana.connect({ transports: [transport] });
  await expect(ana.emit('presence:ping', {})).resolves.toBeDefined();
  ana.disconnect();
});
