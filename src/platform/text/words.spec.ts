import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contains, fold, wordsOfQuery, wordsOfText } from './words.protocol.js';

describe('spellings that are one', () => {
  test.each([
    ['case', 'ANA', 'ana'],
    ['sharp s', 'STRASSE Straße STRAẞE', 'strasse strasse strasse'],
    ['a Turkish i', 'İstanbul ISPARTA ışık', 'istanbul isparta isik'],
    ['final sigma', 'ΟΔΟΣ οδός', 'οδοσ οδοσ'],
    ['marks on Latin letters', 'Zoë Đặng Łódź Ångström', 'zoe dang lodz angstrom'],
    ['letters that do not fall apart', 'smørrebrød æon œuvre þing', 'smorrebrod aeon oeuvre thing'],
    ['marks on Greek letters', 'Ἀθῆναι ᾳ', 'αθηναι α'],
    ['marks on Cyrillic letters', 'Ёлка Їжак чай', 'елка іжак чаи'],
    ['Hebrew points', 'שָׁלוֹם', 'שלום'],
    ['Arabic vowels and tatweel', 'مُحَمَّد محمـد', 'محمد محمد'],
    ['forms of alef, yeh, kaf and heh', 'أحمد إلى آب فارسی کتاب مدرسة', 'احمد الي اب فارسي كتاب مدرسه'],
    ['Arabic digits', '١٢٣ ۴۵', '123 45'],
    ['width', 'Ｔｅａ１２ ｶﾞｽ', 'tea12 ガス'],
    ['ligatures and signs', 'ﬁn ™ ℡ ㎏', 'fin tm tel kg'],
    ['composed and decomposed', 'e\u0301 が か\u3099', 'e が が'],
    [
      'soft hyphens, joiners, directions',
      'on\u00adboard a\u200bb \u200fשלום می\u200cخواهم',
      'onboard ab שלום ميخواهم',
    ],
  ])('%s', (_what, text, folded) => {
    expect(fold(text)).toBe(folded);
    expect(fold(fold(text))).toBe(folded);
  });

  test.each(['हिन्दी', 'தமிழ்', 'বাংলা', 'ภาษาไทย', 'ລາວ', 'ខ្មែរ', 'မြန်မာ', 'ガ', '한국어'])(
    'vowel signs and tones of %s stay',
    (text) => expect(fold(text)).toBe(text),
  );

  test('folded once is folded', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => expect(fold(fold(text))).toBe(fold(text))),
      { numRuns: 500 },
    ));
});

describe('words', () => {
  test.each([
    ['Tea, please!', 'tea please'],
    ['and/or ana@example.org snake_case jo.smith-x', 'and or ana example org snake case jo smith x'],
    ["don't l’eau צה״ל", 'don t l eau צה ל'],
    ['v2 3.14', 'v2 3 14'],
    ['上海', '上 上海 海'],
    ['ใน', 'ใ ใน น'],
    ['iPhone手机', 'iphone 手 手机 机'],
    ['サーバー', 'サ サー ー ーバ バ バー ー'],
    ['tea 🎉🇩🇪 ❤️', 'tea 🎉 🇩🇪 ❤'],
    ['!&|():* \' " \\', ''],
  ])('%s', (text, words) => {
    expect(
      wordsOfText(text)
        .map(({ word }) => word)
        .join(' '),
    ).toBe(words);
  });

  test('a long one is cut the same way in a text and in a query', () => {
    const long = '𐐨'.repeat(200);
    expect(wordsOfQuery(long.slice(0, 180))).toEqual(wordsOfText(long));
    expect([...wordsOfText(long)[0]!.word]).toHaveLength(64);
  });

  test('none has anything that a database would have to escape', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { word } of wordsOfText(text)) expect(word).toMatch(/^[^\s'"\\\0]+$/u);
      }),
    ));

  test('what is looked for is among what is stored, at the same distances', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a1 上海東がใน회의.-é'), maxLength: 20 }), (text) => {
        const stored = wordsOfText(text);
        for (const wanted of wordsOfQuery(text)) expect(stored).toContainEqual(wanted);
      }),
    ));
});

test.each([
  ['zoe', ['Zoë'], true],
  ['ZOË ang', ['Zoë Ångström'], true],
  ['ang zoe', ['Ångström', 'zoe'], true],
  ['gst', ['Ångström'], true],
  ['海', ['上海'], true],
  ['', ['x'], true],
  [' \u200b ', ['x'], true],
  ['zoe x', ['Zoë'], false],
])('a filter for %j lets %j through: %j', (query, texts, expected) => {
  expect(contains(query, ...texts)).toBe(expected);
});
