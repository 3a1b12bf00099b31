import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanLine, cleanLines, lineOf, oneEmoji, showsSomething, trimmed } from './visible-text.js';

const SHOW_NOTHING: [string, string][] = [
  ['nothing', ''],
  ['spaces', ' \u00a0\u3000\t'],
  ['hangul filler', '\u3164'],
  ['braille blank', '\u2800'],
  ['choseong filler', '\u115f'],
  ['jungseong filler', '\u1160'],
  ['halfwidth filler', '\uffa0'],
  ['khmer inherent vowels', '\u17b4\u17b5'],
  ['zero width space', '\u200b'],
  ['joiners', '\u200c\u200d\u2060'],
  ['directions', '\u200e\u200f\u061c\u202e\u2066'],
  ['mongolian separator', '\u180e'],
  ['grapheme joiner', '\u034f'],
  ['variation selectors', '\ufe0f\u{e0101}'],
  ['tags', '\u{e0041}\u{e007f}'],
  ['soft hyphen and byte order mark', '\u00ad\ufeff'],
  ['invisible operators', '\u2061\u2064'],
  ['null notehead', '\u{1d159}'],
  ['blank hieroglyph', '\u{13441}'],
  ['object replacement', '\ufffc'],
  ['marks alone', '\u0301'],
  ['musical formatting', '\u{1d173}'],
];

describe('what shows nothing', () => {
  test.each(SHOW_NOTHING)('%s', (_what, text) => {
    expect(showsSomething(text)).toBe(false);
    expect(cleanLine(text, 64)).toBeUndefined();
    expect(cleanLine(`${text} ${text}`, 64)).toBeUndefined();
    expect(lineOf(text, 64)).toBeUndefined();
    // An empty bio is none; one that only looks empty is refused.
    expect(cleanLines(text, 64)).toBe(text.trim() === '' ? '' : undefined);
  });

  test.each(SHOW_NOTHING.filter(([, text]) => text.trim() !== '' && text !== '\u0301'))(
    '%s does not make another name',
    (_what, text) => {
      for (const twin of [`Admin${text}`, `${text}Admin`, `Ad${text}min`])
        expect([undefined, 'Admin']).toContain(cleanLine(twin, 64));
      expect(lineOf(`Ad${text}min${text}`, 64)).toBe('Admin');
    },
  );
});

describe('a name', () => {
  test.each([
    '김철수',
    'Zoë Ångström',
    'نیما می\u200cخواهم',
    'ශ්\u200dරී ලංකා',
    'ക്\u200d',
    'अनुष्का',
    'คุณสมชาย',
    '葛\u{e0100}城',
    '⠓⠑⠇⠇⠕\u2800⠺⠕⠗⠇⠙',
    'Team 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '🇩🇪 Berlin',
    '❤️',
    '☎︎ Support',
    '1️⃣ Erste',
    '👩🏽\u200d🚀',
    '👨\u200d👩\u200d👧 Family',
    '🏳️\u200d🌈',
    '👁\u200d🗨',
    '#1',
  ])('%s stays', (name) => {
    expect(cleanLine(name, 64)).toBe(name.normalize('NFC'));
    expect(lineOf(name, 64)).toBe(name.normalize('NFC'));
    expect(cleanLines(name, 64)).toBe(name.normalize('NFC'));
  });

  test.each([
    ['  Ana \n  Bo\u2003', 'Ana Bo'],
    ['e\u0301', 'é'],
    ['\u2800Ana\u2800', 'Ana'],
    ['Ana\u202enimda', undefined],
    ['A\u200cna', undefined],
    ['A\u200d🚀', undefined],
    ['🏴\u{e0041}\u{e0042}', undefined],
    ['1\ufe0f', undefined],
    ['x'.repeat(65), undefined],
    ['😀'.repeat(64), '😀'.repeat(64)],
    ['\ud800', undefined],
  ])('%j becomes %j', (raw, name) => expect(cleanLine(raw, 64)).toBe(name));

  test.each([
    ['\u202bנועה\u202c', 'נועה'],
    ['Ana\u200b  \u0000Bo', 'Ana Bo'],
    ['x'.repeat(100), 'x'.repeat(64)],
    [`${'x'.repeat(62)}👩\u200d🚀`, `${'x'.repeat(62)}👩`],
    ['👩🏽\u200d🚀\u200b', '👩🏽\u200d🚀'],
    ['\ud800', undefined],
  ])('%j of somewhere else becomes %j', (raw, name) => expect(lineOf(raw, 64)).toBe(name));

  test('what was cleaned is clean', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (raw) => {
        for (const clean of [cleanLine(raw, 64), lineOf(raw, 64)])
          if (clean !== undefined) expect(cleanLine(clean, 64)).toBe(clean);
        const lines = cleanLines(raw, 64);
        if (lines !== undefined) expect(cleanLines(lines, 64)).toBe(lines);
      }),
    ));
});

test.each([
  ['👍', '👍'],
  ['❤', '❤️'],
  ['❤︎', '❤️'],
  ['👁\u200d🗨', '👁️\u200d🗨️'],
  ['1⃣', '1️⃣'],
  ['🏳\u200d🌈', '🏳️\u200d🌈'],
  ['⛹🏻\u200d♀', '⛹🏻\u200d♀️'],
  ['👨🏻\u200d❤\u200d💋\u200d👨🏿', '👨🏻\u200d❤️\u200d💋\u200d👨🏿'],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['🇩🇪', '🇩🇪'],
  ['🇩', undefined],
  ['1', undefined],
  ['a', undefined],
  ['', undefined],
  ['\ufe0f', undefined],
  ['👍👍', undefined],
  ['👍 ', undefined],
  ['👍'.repeat(40), undefined],
])('%j is the emoji %j', (text, emoji) => expect(oneEmoji(text)).toBe(emoji));

test.each([
  [' ana ', 'ana'],
  ['\u200bana@example.org\u200f\n', 'ana@example.org'],
  ['\ufeffana\u00a0', 'ana'],
  ['a na', 'a na'],
])('%j was meant as %j', (typed, meant) => expect(trimmed(typed)).toBe(meant));
