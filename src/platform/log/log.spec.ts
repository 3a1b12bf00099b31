import { describe, expect, it } from '@jest/globals';
import { jsonLine, prettyLine } from './log.js';

const at = '2026-01-31T12:34:56.000Z';
const FORGED = '12:34:56   signed in as root';

const EVIL: [string, string][] = [
  ['a line break', `ana\n${FORGED}`],
  ['a carriage return', `ana\r${FORGED}`],
  ['both', `ana\r\n${FORGED}`],
  ['a vertical tab and a form feed', `ana\v\f${FORGED}`],
  ['NUL', 'ana\0'],
  ['a colour', '\u001b[31mana\u001b[0m'],
  ['a title for the window', '\u001b]0;evil\u0007'],
  ['a cursor that moves up', '\u001b[1A\u001b[2K'],
  ['CSI as one character', '\u009b2J'],
  ['NEL', `ana\u0085${FORGED}`],
  ['DEL and backspace', 'root\u007f\b\b\b\bana'],
  ['line and paragraph separators', `ana\u2028${FORGED}\u2029`],
  ['text from right to left', 'gpj.\u202eexe'],
  ['isolates', '\u2067ana\u2069'],
];
// eslint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

describe.each(EVIL)('%s', (_name, evil) => {
  it.each<[string, Record<string, unknown>]>([
    ['in the message', { message: `GET ${evil}` }],
    ['in a field', { message: 'x', agent: evil }],
    ['in the name of a field', { message: 'x', [evil]: 1 }],
    ['deep inside', { message: 'x', error: { message: evil, cause: { list: [evil] } } }],
    ['in a stack', { message: 'x', stack: `Error: ${evil}` }],
  ])('%s stays on its line and is seen', (_where, fields) => {
    const info = { timestamp: at, level: 'warn', message: '', ...fields };
    const json = jsonLine(info);
    expect(json).not.toMatch(OBEYED);
    expect(JSON.parse(json)).toEqual(info);
    const [line, ...stack] = prettyLine(info).split('\n');
    expect(line).not.toMatch(OBEYED);
    for (const more of stack) expect(more).toMatch(/^ {4}/);
    expect(stack.join('')).not.toMatch(OBEYED);
  });
});

describe('a readable line', () => {
  it.each([
    [{ message: 'listening', port: 3000 }, '12:34:56   listening port=3000'],
    [
      { message: 'listening', url: 'http://localhost:3000/' },
      '12:34:56   listening url=http://localhost:3000/',
    ],
    [{ message: 'x', agent: 'a b=c' }, '12:34:56   x agent="a b=c"'],
    [{ message: 'x', list: [1, 'a'] }, '12:34:56   x list=[1,"a"]'],
    [{ message: 'x', stack: 'Error: y\n    at z' }, '12:34:56   x\n    Error: y\n        at z'],
    [{ message: '上海 é 🎉', name: 'été' }, '12:34:56   上海 é 🎉 name=été'],
  ])('%j', (fields, line) => expect(prettyLine({ timestamp: at, level: 'info', ...fields })).toBe(line));
});
