import { expect, it } from '@jest/globals';
import { textFrame } from './text-frame.js';

/** As RFC 6455 has a receiver read it. */
function read(frame: Buffer): { first: number; text: string } {
  const short = frame[1]!;
  const [start, length] =
    short < 126
      ? [2, short]
      : short === 126
        ? [4, frame.readUInt16BE(2)]
        : [10, Number(frame.readBigUInt64BE(2))];
  expect(frame.length).toBe(start + length);
  return { first: frame[0]!, text: frame.toString('utf8', start) };
}

it.each([
  ['nothing', ''],
  ['124 characters', 'a'.repeat(124)],
  ['125', 'a'.repeat(125)],
  ['65,534', 'a'.repeat(65_534)],
  ['65,535', 'a'.repeat(65_535)],
  ['characters of several bytes', '["ä","€","😀"]'.repeat(20)],
])('a text message in one piece: %s', (_name, text) => {
  expect(read(textFrame(text))).toEqual({ first: 0x81, text: `4${text}` });
});
