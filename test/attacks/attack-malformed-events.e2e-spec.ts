/** Packets that no client library writes: an error or the end of their own connection, nothing else. */
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { aUser, type Device } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { expectUnharmed, sendRaw } from './bystanders.js';

let ben: Device;
let eve: Device;

beforeAll(async () => {
  [ben, eve] = [await aUser('ben'), await aUser('eve')];
  await ben.connect();
});

/**
 * The result of packets: the code of the error that answered them, or that their connection ended.
 * @param pauseMs between them, so that the server reads them one by one
 */
async function fateOf(packets: (string | ArrayBuffer)[], pauseMs = 0): Promise<string> {
  await eve.connect();
  for (const packet of packets) {
    eve.socket.io.engine.write(packet);
    if (pauseMs > 0) await pause(pauseMs);
  }
  const fate = await eventually(
    () => eve.received('error')[0]?.code ?? (eve.socket.connected ? undefined : 'disconnected'),
    (answer) => answer !== undefined,
  );
  eve.disconnect();
  return fate!;
}

const deep = (open: string, close: string, levels: number) =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;

test.each<[string, string]>([
  ['2["connect"]', 'disconnected'],
  ['2["connect_error"]', 'disconnected'],
  ['2["disconnect"]', 'disconnected'],
  ['2["disconnecting"]', 'disconnected'],
  ['2["newListener"]', 'disconnected'],
  ['2["removeListener"]', 'disconnected'],
  ['2["error",{}]', 'unknown_event'],
  ['2[{}]', 'disconnected'],
  ['2[null]', 'disconnected'],
  ['2[["signal"]]', 'disconnected'],
  ['2[]', 'disconnected'],
  ['2{"0":"x"}', 'disconnected'],
  ['2"x"', 'disconnected'],
  ['2', 'unknown_event'],
  ['2[7]', 'unknown_event'],
  ['2[7,{"callId":"x"}]', 'unknown_event'],
  ['2["signal"', 'disconnected'],
  ['2["presence:ping",{}', 'disconnected'],
  ['9["presence:ping",{}]', 'disconnected'],
  ['x', 'disconnected'],
  ['2/admin,["presence:ping",{}]', 'disconnected'],
  ['2["__proto__",{}]', 'unknown_event'],
  ['2["constructor",{}]', 'unknown_event'],
  ['2["call:accept",{"callId":"x"},{"callId":"y"}]', 'validation_failed'],
  ['2["call:accept",[]]', 'validation_failed'],
  ['2["call:accept","x"]', 'validation_failed'],
  ['2["call:accept",{"__proto__":{"callId":"x"}}]', 'validation_failed'],
  ['2["call:accept",{"callId":{"$ne":null}}]', 'validation_failed'],
])('%s: %s', async (packet, fate) => {
  await expect(fateOf([packet])).resolves.toBe(fate);
  await expectUnharmed(eve.url, ben);
});

test.each<[string, (string | ArrayBuffer)[]]>([
  ['a payload that is binary', ['51-["call:accept",{"_placeholder":true,"num":0}]', new ArrayBuffer(8)]],
  ['a signal that is binary', ['51-["signal",{"_placeholder":true,"num":0}]', new ArrayBuffer(8)]],
  ['an attachment that was not announced', [new ArrayBuffer(8)]],
  ['an attachment with a wrong number', ['51-["x",{"_placeholder":true,"num":10}]', new ArrayBuffer(8)]],
  [
    'an attachment whose number is a name',
    ['51-["x",{"_placeholder":true,"num":"splice"}]', new ArrayBuffer(8)],
  ],
  [
    'text where an attachment was announced',
    ['51-["x",{"_placeholder":true,"num":0}]', '2["presence:ping",{}]'],
  ],
  [
    'a signal where an attachment was announced',
    ['51-["x",{"_placeholder":true,"num":0}]', '2["signal",{"groupId":"g","to":"p","candidate":null}]'],
  ],
  ['a billion attachments', ['5999999999-["x",{"_placeholder":true,"num":0}]', '2["presence:ping",{}]']],
  ['a deep binary packet', [`51-["x",${deep('[', ']', 20_000)}]`, new ArrayBuffer(8)]],
  ['a deep list', [`2["call:accept",${deep('[', ']', 20_000)}]`]],
  ['a deep object', [`2["call:accept",${deep('{"callId":', '}', 6_000)}]`]],
  ['a deep unknown field', [`2["presence:set",{"status":"DND","x":${deep('{"a":', '}', 10_000)}}]`]],
  ['a deep description', [`2["call:ring",{"description":${deep('{"sdp":', '}', 8_000)}}]`]],
  ['a long event name', [`2["${'x'.repeat(60_000)}",{}]`]],
  ['a wide object', [`2["call:accept",{${Array.from({ length: 5000 }, (_, i) => `"f${i}":1`).join()}}]`]],
])('%s', async (_name, packets) => {
  const fates = [await fateOf(packets)];
  if (packets.length > 1) fates.push(await fateOf(packets, 50));
  for (const fate of fates)
    expect(['disconnected', 'validation_failed', 'unknown_event', 'not_in_group']).toContain(fate);
  await expectUnharmed(eve.url, ben);
});

test('acks that nobody asked for change nothing', async () => {
  await eve.connect();
  for (const packet of ['30[]', '31[{"ok":true}]', '3999999[]', '3["x"]', '30["x"]']) sendRaw(eve, packet);
  await expect(eve.emit('presence:ping', {})).resolves.toBeDefined();
  await expectUnharmed(eve.url, ben, eve);
  eve.disconnect();
});

test('connecting twice, and leaving twice', async () => {
  await eve.connect();
  sendRaw(eve, `0{"token":"${eve.accessToken}"}`);
  sendRaw(eve, '1');
  sendRaw(eve, '1');
  await eventually(
    () => eve.socket.io.engine.readyState,
    (state) => state === 'closed',
  );
  await expectUnharmed(eve.url, ben);
});
