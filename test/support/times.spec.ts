import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { busyPercent, keepTimes, timesOf } from './times.mjs';

const files = [
  { project: 'unit', file: 'a.spec.ts', seconds: 1 },
  { project: 'faults', file: 'b.e2e-spec.ts', seconds: 20 },
  { project: 'faults', file: 'c.e2e-spec.ts', seconds: 30 },
];
const starts = [
  { project: 'faults', file: 'b.e2e-spec.ts', cpuMs: 2000 },
  { project: 'faults', file: 'b.e2e-spec.ts', cpuMs: 1500 },
  { project: 'one', file: '(shared)', cpuMs: 2500 },
];

describe('where the time went', () => {
  test('files, slowest first, with the servers that they started', () => {
    expect(timesOf(files, starts).files).toEqual([
      { project: 'faults', file: 'c.e2e-spec.ts', seconds: 30, starts: 0, startCpuS: 0 },
      { project: 'faults', file: 'b.e2e-spec.ts', seconds: 20, starts: 2, startCpuS: 3.5 },
      { project: 'unit', file: 'a.spec.ts', seconds: 1, starts: 0, startCpuS: 0 },
      { project: 'one', file: '(shared)', seconds: 0, starts: 1, startCpuS: 2.5 },
    ]);
  });

  test('projects, with the sums of their files', () => {
    expect(timesOf(files, starts).projects).toEqual([
      { project: 'faults', file: '', seconds: 50, starts: 2, startCpuS: 3.5 },
      { project: 'unit', file: '', seconds: 1, starts: 0, startCpuS: 0 },
      { project: 'one', file: '', seconds: 0, starts: 1, startCpuS: 2.5 },
    ]);
  });

  test('a file that ran twice counts twice', () => {
    expect(timesOf([files[1]!, files[1]!], []).files).toEqual([
      { project: 'faults', file: 'b.e2e-spec.ts', seconds: 40, starts: 0, startCpuS: 0 },
    ]);
  });

  test('all of it is kept in a file', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'times-'));
    const startsFile = path.join(folder, 'starts');
    writeFileSync(startsFile, starts.map((start) => `${JSON.stringify(start)}\n`).join(''));
    expect(keepTimes(folder, files, startsFile)).toContain('b.e2e-spec.ts');
    expect(readFileSync(path.join(folder, 'times.txt'), 'utf8')).toMatch(
      /faults +50\.0 +2 +3\.5\n[\s\S]*faults +30\.0 +0 +0\.0 +c\.e2e-spec\.ts\n/,
    );
  });
});

test.each([
  [{ idle: 0, total: 0 }, { idle: 50, total: 200 }, 75],
  [{ idle: 100, total: 1000 }, { idle: 100, total: 1400 }, 100],
  [{ idle: 1, total: 1 }, { idle: 1, total: 1 }, 0],
])('the share of the cores that was used between %j and %j', (before, after, percent) => {
  expect(busyPercent(before, after)).toBe(percent);
});
