/** A connecting device receives ringing and running calls. */
import { expect, test } from '@jest/globals';
import { aUser } from '../support/client.js';

test('ben opens the page while it rings and answers', async () => {
  const ana = await aUser('ana');
  const ben = await aUser('ben');
  const tablet = await ben.device();
  await ana.connect();
  await expect(ana.receives('call:state')).resolves.toEqual({ calls: [] });
  const { call, peerId } = await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });

  await ben.connect();
  const ringing = await ben.receives('call:state');
  expect(ringing).toEqual({ calls: [{ ...call, peer: expect.anything(), expiresInMs: expect.any(Number) }] });
  expect(ringing.calls[0]!.peer).toMatchObject({ id: ana.id, username: ana.user.username });
  expect(ringing.calls[0]!.peer).not.toHaveProperty('email');
  const answered = await ben.emit('call:accept', { callId: call.id });
  expect(answered).toMatchObject({ call: { status: 'active' }, remotePeerId: peerId });

  await tablet.connect();
  const running = await tablet.receives('call:state');
  expect(running).toEqual({ calls: [{ ...answered.call, peer: expect.objectContaining({ id: ana.id }) }] });

  await ana.emit('call:hangup', { callId: call.id });
  tablet.disconnect();
  await tablet.connect();
  await expect(tablet.receives('call:state')).resolves.toEqual({ calls: [] });
});
