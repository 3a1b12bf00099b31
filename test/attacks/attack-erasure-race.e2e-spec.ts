/** An account is deleted while its user, and others, write in shared rooms: neither blocks the other. */
import { expect, test } from '@jest/globals';
import { aUser, type Device, PASSWORD, Refused } from '../support/client.js';
import { aThread } from '../support/direct.js';
import { eventually } from '../support/eventually.js';
import { enter, historyOf, say, wholeHistory } from '../support/messages.js';
import { answer } from '../support/rest.js';
import { aRoom, giveRole } from '../support/rooms.js';

const ROUNDS = 8;

async function writeOn(device: Device, room: string, goes: () => boolean): Promise<void> {
  while (goes() && device.isConnected)
    await say(device, room, 'x').catch((error: unknown) => {
      // The allowed results for a deleted user and their messages.
      const codes = ['user_not_found', 'room_not_found', 'session_revoked'];
      if (device.isConnected && error instanceof Refused) expect(codes).toContain(error.code);
    });
}

test('the account ends, what it said is gone, and the others wrote on', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const [ana, ben] = [await aUser('ana'), await aUser('ben')];
    const { slug } = await aRoom(ana, { kind: 'private' });
    await giveRole(ana, slug, ben, 'admin').expect(200);
    const rooms = [slug, (await aThread(ana, ben)).slug];
    for (const room of rooms) for (const device of [ana, ben]) await enter(device, room);
    let isOver = false;
    const writing = rooms.flatMap((room) =>
      [ana, ana, ben, ben].map((device) => writeOn(device, room, () => !isOver)),
    );
    for (const room of rooms)
      await eventually(
        async () => (await historyOf(ben, room)).lastSeq,
        (lastSeq) => lastSeq > 0,
      );
    await answer(ana.rest.delete('/api/profile').send({ password: PASSWORD }).expect(204));
    isOver = true;
    await Promise.all(writing);
    for (const room of rooms) {
      const history = await wholeHistory(ben, room);
      for (const { author, text } of history) expect(text).toBe(author.id === ana.id ? null : 'x');
    }
  }
});
