import { describe, expect, it } from '@jest/globals';
import { epochOf, SentLog } from './sent-log.js';

const texts = (log: SentLog, to: string, lastSeq?: number) =>
  log.after(to, lastSeq).entries.map((entry) => entry.text);

describe('SentLog', () => {
  it('numbers upwards, also across epochs', () => {
    const log = new SentLog().begin(0);
    const first = [log.push('b', 'k', '1'), log.push('b', 'k', '2')];
    log.begin(1);
    const seqs = [...first, log.push('b', 'k', '3')];
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(new Set(seqs).size).toBe(3);
    expect(seqs.map(epochOf)).toEqual([0, 0, 1]);
  });

  it('hands over what came after the last number seen, to that peer only', () => {
    const log = new SentLog().begin(0);
    const seen = log.push('b', 'k', '1');
    log.push('c', 'k', 'other');
    log.push('b', 'k', '2');
    log.push('b', 'k', '3');
    expect(texts(log, 'b', seen)).toEqual(['2', '3']);
    expect(log.after('b', seen).complete).toBe(true);
    expect(texts(log, 'b', 0)).toEqual(['1', '2', '3']);
  });

  it('without a number hands over what was kept, once, and calls nothing complete', () => {
    const log = new SentLog().begin(0);
    log.push('b', 'k', 'sent');
    log.push('b', 'k', 'kept', true);
    const first = log.after('b', undefined);
    expect(first.entries.map((entry) => entry.text)).toEqual(['kept']);
    expect(first.complete).toBe(false);
    expect(texts(log, 'b')).toEqual([]);
  });

  it.each([
    ['many', 40, 'x'],
    ['long ones', 5, 'x'.repeat(30_000)],
    ['long in bytes', 5, '\u6d77'.repeat(10_000)],
  ])('is bounded (%s) and knows what it dropped', (_name, count, text) => {
    const log = new SentLog().begin(0);
    const seqs = Array.from({ length: count }, () => log.push('b', 'k', text));
    const { entries, complete } = log.after('b', 0);
    expect(entries.length).toBeLessThan(count);
    expect(complete).toBe(false);
    expect(log.after('b', entries[0]!.seq - 1).complete).toBe(true);
    expect(entries.at(-1)!.seq).toBe(seqs.at(-1));
  });

  it('knows of each peer what it dropped and what came last', () => {
    const log = new SentLog().begin(0);
    const first = log.push('b', 'k', '1');
    for (let i = 0; i < 40; i += 1) log.push('c', 'k', 'other');
    expect(log.latestTo('b')).toBe(first);
    const last = log.push('b', 'k', '2');
    expect(log.after('b', 0).complete).toBe(false);
    expect(log.after('b', first)).toMatchObject({ entries: [{ seq: last }], complete: true });
    for (let i = 0; i < 100; i += 1) log.push(`p${i}`, 'k', 'x');
    expect(log.latestTo('b')).toBeUndefined();
    expect(log.after('b', first).complete).toBe(false);
  });
});
