/** A search in a room finds words in any spelling, in scripts with spaces and without. */
import { expect, test } from '@jest/globals';
import type { History, Message } from '../../src/messages/messages.protocol.js';
import { type Device } from '../support/client.js';
import { aChat, say, seqsOf } from '../support/messages.js';
import { answer } from '../support/rest.js';

async function search(who: Device, room: string, query: Record<string, string | number>): Promise<History> {
  const request = who.rest.get(`/api/chat/rooms/${room}/messages/search`).query(query);
  return (await answer<History>(request.expect(200))).body;
}
const textsOf = async (who: Device, room: string, q: string) =>
  (await search(who, room, { q })).messages.map(({ text }) => text);

const FOUND: [what: string, text: string, queries: string[]][] = [
  ['Chinese', '我家在上海东边。', ['上海', '东', '我家在上海东边', '上海 我家', '"家在"']],
  ['Japanese', '会議は明日の午後三時からです', ['明日', '午後', 'から', '会議は明日の午後三時からです']],
  ['Katakana of either width', 'サーバーを再起動した', ['サーバー', 'ｻｰﾊﾞｰ', 'ーバ']],
  ['Thai', 'ประชุมพรุ่งนี้ตอนบ่ายสาม', ['พรุ่งนี้', 'ประชุม', 'บ่าย']],
  ['Korean', '내일회의시간을변경합니다', ['회의', '내일', '시간을']],
  ['Lao', 'ກອງປະຊຸມມື້ອື່ນຕອນບ່າຍ', ['ມື້ອື່ນ']],
  ['Khmer', 'ការប្រជុំនៅថ្ងៃស្អែក', ['ថ្ងៃ']],
  ['Burmese', 'မနက်ဖြန်အစည်းအဝေးရှိတယ်', ['အစည်းအဝေး']],
  ['two scripts side by side', '我的iPhone手机3月坏了', ['iphone', '手机', 'iphone手机', '3月']],
  ['the beginning of a word', 'Onboarding starts soon', ['onboard', 'ONBOARDING', 'start soon']],
  [
    'signs between words',
    'see docs/setup or ask jo.smith@example.org about snake_case',
    ['setup', 'docs', 'docs/setup', 'example', 'jo.smith@example.org', 'smith', 'case', 'snake_case'],
  ],
  ['Latin marks', 'Das Café in Łódź, Đà Nẵng', ['cafe', 'CAFÉ', 'lodz', 'da nang', 'cafe\u0301']],
  ['German', 'Die große Straße', ['GROSSE', 'strasse', 'straße', 'STRAẞE']],
  ['Turkish', 'İstanbul’da ışık', ['istanbul', 'ISTANBUL', 'İSTANBUL', 'isik']],
  ['Greek', 'ο μεγάλος δρόμος της Αθήνας', ['ΔΡΟΜΟΣ', 'δρομος', 'δρόμος', 'αθηνας']],
  ['Cyrillic', 'Ещё раз, чай готов', ['ЕЩЕ', 'еще', 'ЧАЙ', 'готов']],
  ['Hebrew', 'אמרתי שָׁלוֹם לצה״ל', ['שלום', 'לצה"ל', 'שָׁלוֹם']],
  ['Arabic', 'السَّلامُ عليكم يا أحمد', ['السلام', 'احمد', 'أحمد', 'السـلام']],
  ['Persian', 'کتاب می\u200cخواهم ۱۲', ['كتاب', 'میخواهم', '12']],
  ['Hindi', 'हिन्दी में लिखा', ['हिन्दी', 'हिन्', 'लिखा']],
  ['a picture', 'party 🎉 ❤️', ['🎉', '❤']],
  ['width', 'Ｔｅａ ４２', ['tea', '42']],
  [
    'quotes',
    `she said "it's “done”" \\ 'really'`,
    ['"it\'s done"', '“it’s done”', "'really'", '"', '\\', "it's"],
  ],
];

test('a text is found by what is in it', async () => {
  const { room, people } = await aChat(['ana']);
  const ana = people[0]!;
  for (const [, text] of FOUND) await say(ana, room, text);
  const missed: string[] = [];
  for (const [what, text, queries] of FOUND)
    for (const q of queries) {
      const found = await textsOf(ana, room, q);
      const isNothing = /^["\\]$/.test(q);
      if (found.includes(text) === isNothing) missed.push(`${what}: ${q} (${found.length} found)`);
    }
  expect(missed).toEqual([]);
});

test('and not by what is not', async () => {
  const { room, people } = await aChat(['ana']);
  const ana = people[0]!;
  for (const text of ['上一次去海边', 'हिन्दी', 'Die Art', 'tea is ready', 'ガス']) await say(ana, room, text);
  for (const q of [
    '上海',
    'हन्द',
    'articles',
    'rt',
    '"tea ready"',
    '"rea"',
    'tea -ready',
    '\u30ab\u30b9',
    '북경',
  ])
    expect([q, await textsOf(ana, room, q)]).toEqual([q, []]);
});

test('the latest first, page by page, and what was changed as it is now', async () => {
  const { room, people } = await aChat(['ana']);
  const ana = people[0]!;
  const sent = [];
  for (const n of [1, 2, 3, 4, 5]) sent.push(await say(ana, room, `第${n}次去上海`));
  const first = await search(ana, room, { q: '上海', limit: 2 });
  expect([seqsOf(first.messages), first.hasMore]).toEqual([[5, 4], true]);
  const second = await search(ana, room, { q: '上海', limit: 3, beforeSeq: 4 });
  expect([seqsOf(second.messages), second.hasMore]).toEqual([[3, 2, 1], false]);

  await ana.emit('message:edit', { room, id: sent[4]!.id, text: '去北京' });
  await ana.emit('message:delete', { room, id: sent[3]!.id });
  expect(seqsOf((await search(ana, room, { q: '上海' })).messages)).toEqual([3, 2, 1]);
  const { messages } = await search(ana, room, { q: '北京' });
  expect(messages.map(({ id }: Message) => id)).toEqual([sent[4]!.id]);
});
