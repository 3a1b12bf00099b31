/** A call that is not accepted is missed, whichever instances are still alive. */
import { beforeEach, expect, test } from '@jest/globals';
import { ring } from '../support/calls.js';
import { aUser } from '../support/client.js';
import { startServer, stopServers, stores } from '../support/server.mjs';

// Each test has stores of its own: the servers of the one before would only take its time.
beforeEach(stopServers);

test('both sides learn that it was missed; answering is too late', async () => {
  const { url } = await startServer({ ...(await stores()), CALL_RING_TIMEOUT_S: '1' });
  const ana = await aUser('ana', url);
  const ben = await aUser('ben', url);
  await ana.connect();
  await ben.connect();
  const { call } = await ana.emit('call:ring', { calleeId: ben.id, media: 'audio' });
  await expect(ben.receives('call:incoming')).resolves.toMatchObject({ expiresInMs: 1000 });

  const ended = { id: call.id, status: 'ended', endReason: 'missed', endedAt: expect.any(String) };
  for (const person of [ana, ben]) {
    const update = await person.receives('call:ended');
    expect(update.call).toMatchObject(ended);
    expect(update.call).not.toHaveProperty('endedBy');
    const { body } = await person.rest.get(`/api/calls/${call.id}`).expect(200);
    expect(body).toMatchObject(ended);
  }
  await expect(ben.emit('call:accept', { callId: call.id })).rejects.toMatchObject({ code: 'call_ended' });
});

test('also when the instance that took the ring is dead', async () => {
  const env = { ...(await stores()), CALL_RING_TIMEOUT_S: '3' };
  const [first, second] = [await startServer(env), await startServer(env)];
  const ana = await aUser('ana', first.url);
  const ben = await aUser('ben', second.url);
  await ana.connect();
  await ben.connect();
  const { call } = await ring(ana, ben);

  await first.kill();

  await expect(ben.receives('call:ended')).resolves.toMatchObject({
    call: { id: call.id, endReason: 'missed' },
  });
  const { body } = await ana.at(second.url).rest.get(`/api/calls/${call.id}`).expect(200);
  expect(body).toMatchObject({ status: 'ended', endReason: 'missed' });
});
