/** The users a message mentions, in any spelling; and none is left out silently. */
import { expect, test } from '@jest/globals';
import { aUser, type Device } from '../support/client.js';
import { aChat, historyOf, say } from '../support/messages.js';

async function mentionsOf(who: Device, room: string, text: string): Promise<string[]> {
  const { seq } = await say(who, room, text);
  const { messages } = await historyOf(who, room, `afterSeq=${seq - 1}&limit=1`);
  return messages[0]!.mentions ?? [];
}

test('in every script, in emphasis and beside signs; not in addresses', async () => {
  const { room, people } = await aChat(['ana', 'ben']);
  const [ana, ben] = people as [Device, Device];
  const { username } = ben.user;
  for (const text of [
    `你好@${username}请看一下`,
    `ש@${username} אמר`,
    `_@${username}_ **please**`,
    `@${username.toUpperCase()}- yes`,
    `Done.@${username}_ ok`,
  ])
    expect([text, await mentionsOf(ana, room, text)]).toEqual([text, [ben.id]]);
  for (const text of [`é@${username}`, `@${username}@social.example.org`, `https://example.org/@${username}`])
    expect([text, await mentionsOf(ana, room, text)]).toEqual([text, []]);
});

test('25 people in one message; more than can be mentioned are refused, when it is sent and when it is edited', async () => {
  const { room, people } = await aChat(['ana']);
  const ana = people[0]!;
  const others: Device[] = [];
  while (others.length < 101)
    others.push(...(await Promise.all(Array.from({ length: 10 }, () => aUser('m')))));
  const naming = (count: number) => others.slice(0, count).map(({ user }) => `@${user.username}`);
  const mentioned = await mentionsOf(ana, room, naming(25).join(' '));
  expect(mentioned.sort()).toEqual(
    others
      .slice(0, 25)
      .map(({ id }) => id)
      .sort(),
  );
  expect(await mentionsOf(ana, room, naming(100).join(' '))).toHaveLength(100);

  const refused = { code: 'validation_failed', errors: [{ path: 'text', code: 'too_many_mentions' }] };
  await expect(say(ana, room, naming(101).join(' '))).rejects.toMatchObject(refused);
  const { id } = await say(ana, room, 'x');
  await expect(
    ana.emit('message:edit', { room, id, text: naming(101).join('@').replace(/@@/g, '@') }),
  ).rejects.toMatchObject(refused);
  // Names that nobody bears are only words.
  const nobody = Array.from({ length: 300 }, (_, i) => `@nobody-${i}`).join(' ');
  expect(await mentionsOf(ana, room, nobody)).toEqual([]);
});
