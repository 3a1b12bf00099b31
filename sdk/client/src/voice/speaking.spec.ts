import { describe, expect, it } from '@jest/globals';
import { Speaking } from './speaking.js';

const levels = (of: Record<string, number>) => new Map(Object.entries(of));

describe('the speakers', () => {
  it('is who is loud', () => {
    expect([...new Speaking().hear(levels({ ana: 0.2, ben: 0.001 }), 0)]).toEqual(['ana']);
  });

  it('goes on through a pause between words, and ends after it', () => {
    const speaking = new Speaking();
    speaking.hear(levels({ ana: 0.2 }), 0);
    expect([...speaking.hear(levels({ ana: 0 }), 600)]).toEqual(['ana']);
    expect([...speaking.hear(levels({ ana: 0 }), 800)]).toEqual([]);
  });

  it('drops a participant who has left', () => {
    const speaking = new Speaking();
    speaking.hear(levels({ ana: 0.2 }), 0);
    expect([...speaking.hear(levels({}), 10)]).toEqual([]);
  });
});
