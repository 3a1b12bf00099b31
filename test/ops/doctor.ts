/** Runs the doctor as an operator does: a process of its own that knows the deployment by its environment only. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Finding } from '../../src/doctor/finding.js';
import { ROOT } from './proxy.js';

export interface Diagnosis {
  exitCode: number | null;
  /** Everything it printed. */
  output: string;
  findings: Finding[];
}

export async function askDoctor(env: Record<string, string>, ...args: string[]): Promise<Diagnosis> {
  const { exitCode, output } = await runDoctor(env, '--json', ...args);
  const { findings } = JSON.parse(output) as { findings: Finding[] };
  return { exitCode, output, findings };
}

export async function runDoctor(
  env: Record<string, string>,
  ...args: string[]
): Promise<Omit<Diagnosis, 'findings'>> {
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/doctor/main.js'), ...args], {
    // Not the checkout, whose .env is for trying things out.
    cwd: process.env.TEST_RUN_FOLDER,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, output };
}
