import { describe, expect, it } from '@jest/globals';
import { isPressed } from './keyboard.js';

const press = (facts: object) => ({ key: 'Enter', keyCode: 13, ...facts });

describe('a key that somebody pressed', () => {
  it.each([
    ['Enter', press({}), true],
    ['Enter, as React reports it', press({ nativeEvent: { isComposing: false } }), true],
    ['another key', press({ key: 'a', keyCode: 65 }), false],
    ['Enter that chooses a word (Chromium, Firefox)', press({ isComposing: true, keyCode: 229 }), false],
    ['the same, as React reports it', press({ nativeEvent: { isComposing: true } }), false],
    ['Enter that ends a word (Safari)', press({ isComposing: false, keyCode: 229 }), false],
    ['the same, as React reports it', press({ keyCode: 229, nativeEvent: { isComposing: false } }), false],
  ])('%s', (_, event, expected) => {
    expect(isPressed(event, 'Enter')).toBe(expected);
    const escape = { ...event, key: event.key === 'Enter' ? 'Escape' : event.key };
    expect(isPressed(escape, 'Escape')).toBe(expected);
  });
});
