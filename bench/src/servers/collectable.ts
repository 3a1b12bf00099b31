/** Preloaded into a server: on SIGUSR2 it collects its garbage and writes the remaining size to the file BENCH_MEMORY names. */
import { renameSync, writeFileSync } from 'node:fs';

const file = process.env.BENCH_MEMORY!;

process.on('SIGUSR2', () => {
  for (let pass = 0; pass < 2; pass++) globalThis.gc!();
  writeFileSync(`${file}.new`, JSON.stringify(process.memoryUsage()));
  renameSync(`${file}.new`, file);
});
