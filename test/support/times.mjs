/** Where the time of a run goes: by project, by file, and for starts of servers. */
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const SHOWN = 10;

/**
 * @typedef {object} Start of a server
 * @property {string} project
 * @property {string} file the test file, or what the project's files share
 * @property {number} cpuMs until it was ready; 0 when it ended before
 *
 * @typedef {{ project: string, file: string, seconds: number }} FileTime
 * @typedef {{ project: string, file: string, seconds: number, starts: number, startCpuS: number }} Row
 */

/**
 * @param {FileTime[]} files
 * @param {Start[]} starts
 * @returns {{ files: Row[], projects: Row[] }} slowest first
 */
export function timesOf(files, starts) {
  const rows = new Map();
  const rowOf = (project, file) => {
    const key = `${project} ${file}`;
    if (!rows.has(key)) rows.set(key, { project, file, seconds: 0, starts: 0, startCpuS: 0 });
    return rows.get(key);
  };
  for (const { project, file, seconds } of files) rowOf(project, file).seconds += seconds;
  for (const { project, file, cpuMs } of starts) {
    const row = rowOf(project, file);
    row.starts += 1;
    row.startCpuS += cpuMs / 1000;
  }
  const sums = new Map();
  for (const row of rows.values()) {
    const sum = sums.get(row.project) ?? { ...row, file: '', seconds: 0, starts: 0, startCpuS: 0 };
    for (const field of ['seconds', 'starts', 'startCpuS']) sum[field] += row[field];
    sums.set(row.project, sum);
  }
  const sorted = (map) => [...map.values()].sort((a, b) => b.seconds - a.seconds);
  return { files: sorted(rows), projects: sorted(sums) };
}

/** @param {Row[]} rows */
export function table(rows) {
  const lines = rows.map(({ project, file, seconds, starts, startCpuS }) =>
    [
      project.padEnd(9),
      seconds.toFixed(1).padStart(9),
      `${starts}`.padStart(7),
      startCpuS.toFixed(1).padStart(9),
    ]
      .concat(file)
      .join('  ')
      .trimEnd(),
  );
  return ['project      seconds   starts  their CPU  file', ...lines].join('\n');
}

/**
 * Writes the whole table.
 * @param {string} folder
 * @param {FileTime[]} files
 * @param {string} startsFile one start a line, in JSON
 * @returns {string} the short form
 */
export function keepTimes(folder, files, startsFile) {
  const lines = existsSync(startsFile) ? readFileSync(startsFile, 'utf8').split('\n') : [];
  const times = timesOf(
    files,
    lines.filter(Boolean).map((line) => JSON.parse(line)),
  );
  mkdirSync(folder, { recursive: true });
  const kept = path.join(folder, 'times.txt');
  writeFileSync(kept, `${table(times.projects)}\n\n${table(times.files)}\n`);
  return `${table([...times.projects, ...times.files.slice(0, SHOWN)])}\nThe times of all files: ${kept}`;
}

/** @typedef {{ idle: number, total: number }} CpuTimes of all cores since the machine started, in milliseconds */

/** @returns {CpuTimes} */
export function cpuTimes() {
  const sums = { idle: 0, total: 0 };
  for (const { times } of os.cpus()) {
    sums.idle += times.idle;
    for (const ms of Object.values(times)) sums.total += ms;
  }
  return sums;
}

/**
 * How much of what all cores could have done between two moments they did, for this run or for something else.
 * @param {CpuTimes} before
 * @param {CpuTimes} after
 */
export function busyPercent(before, after) {
  const total = after.total - before.total;
  return total === 0 ? 0 : Math.round(100 * (1 - (after.idle - before.idle) / total));
}
