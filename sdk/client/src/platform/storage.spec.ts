import { describe, expect, it } from '@jest/globals';
import { lastingOrMemory } from './storage.js';

const refused = (): never => {
  throw new DOMException('Access is denied for this document.', 'SecurityError');
};

/** As far as pages are concerned. */
function browserStorage() {
  const held = new Map<string, string>();
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  };
}

const full = { ...browserStorage(), setItem: refused };

describe('what a browser keeps for a page', () => {
  it.each([
    ['keeps', browserStorage],
    ['has no room', () => full],
    ['refuses at the door', refused],
    ['refuses every act', () => ({ getItem: refused, setItem: refused, removeItem: refused })],
    ['keeps nothing and says nothing', () => ({ ...browserStorage(), setItem: () => undefined })],
    ['has none', () => undefined as never],
  ])('a browser that %s', (_, make) => {
    const made = make === browserStorage ? make() : undefined;
    const storage = lastingOrMemory(() => made ?? make());
    expect(storage.getItem('tea')).toBeNull();
    storage.setItem('tea', 'green');
    storage.setItem('tea', 'black');
    expect(storage.getItem('tea')).toBe('black');
    storage.removeItem('tea');
    expect(storage.getItem('tea')).toBeNull();
  });

  it('is shared with other tabs where there is anything', () => {
    const browser = browserStorage();
    const [one, other] = [lastingOrMemory(() => browser), lastingOrMemory(() => browser)];
    one.setItem('tea', 'green');
    expect(other.getItem('tea')).toBe('green');
    other.removeItem('tea');
    expect(one.getItem('tea')).toBeNull();
  });
});
