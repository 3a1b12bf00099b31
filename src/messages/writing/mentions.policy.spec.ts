import { describe, expect, test } from '@jest/globals';
import { mentionedNames } from './mentions.policy.js';

test.each([
  ['after a space', 'hi @ana there', 'ana'],
  ['at the end of a sentence', 'ask @ana.', 'ana'],
  ['before three dots', "@ana... what's up?", 'ana'],
  ['before an apostrophe', "@ana's cup", 'ana'],
  ['between brackets', '(@ana) [@ben] «@cleo»', 'ana ben cleo'],
  ['one after the other', '@ana @Ben, (@cleo)! @ana.', 'ana ben cleo'],
  ['without anything between', '@ana@ben 你好', 'ana ben'],
  ['dots and dashes in a name', 'thanks @Jo.Smith-a_1.', 'jo.smith-a_1'],
  ['Chinese', '你好@ana请看一下。@ben', 'ana ben'],
  ['Japanese', '田中さん@anaさん確認', 'ana'],
  ['Korean', '안녕@ana님', 'ana'],
  ['Thai', 'สวัสดี@anaครับ', 'ana'],
  ['a Hebrew prefix', 'ש@ana אמר', 'ana'],
  ['an Arabic prefix', 'و@ana', 'ana'],
  ['a Cyrillic ending', '@anaу', 'ana'],
  ['directions around it', '\u200f@ana\u200f', 'ana'],
  ['a wide sign', '你好＠ana', 'ana'],
  ['emphasis', '_@ana_ **@ben** ~~@cleo~~ `@dan`', 'ana ben cleo dan'],
  ['a slash', '@ana/@jo.smith please', 'ana jo.smith'],
  ['after a full stop', 'Done.@ana please', 'ana'],
  ['after a dash of its own', '- @ana -@ben —@cleo', 'ana ben cleo'],
  ['before a dash', '@ana- please', 'ana'],
  ['before an underscore', '@ana_ please', 'ana'],
  ['a colon', '@ana: tea?', 'ana'],
  ['in a link’s text', '[@ana](https://example.org/@ben)', 'ana'],
  ['beside a URL', 'https://example.org/@ana @ben', 'ben'],
])('mentioned: %s', (_what, text, names) => expect(mentionedNames(text).join(' ')).toBe(names));

describe('nobody', () => {
  test.each([
    ['an e-mail address', 'mail x@ana y-@ana z_@ana'],
    ['one with accents', 'é@ana e\u0301@ana почта@ana'],
    ['digits', '3@ana'],
    ['a fediverse address', 'follow @ana@social.example.org'],
    ['a Matrix address', '@ana:matrix.example.org'],
    ['the URL of a page', 'https://example.org/@ana example.org/@ben mailto:x@cleo'],
    ['two signs', '@@ana'],
    ['too short', '@a @ab'],
    ['too long', `@${'a'.repeat(33)}`],
    ['a sign before it', '@-ana @.ana'],
    ['a word that goes on', '@anaé @ane\u0301 @ana-é'],
    ['another script', '@анна'],
  ])('%s', (_what, text) => expect(mentionedNames(text)).toEqual([]));

  test('a longer name is another', () => expect(mentionedNames('@anazzz')).toEqual(['anazzz']));
});

test('all that a text names', () => {
  const names = Array.from({ length: 300 }, (_, i) => `user${i}`);
  expect(mentionedNames(names.map((name) => `@${name}`).join(' '))).toEqual(names);
});
