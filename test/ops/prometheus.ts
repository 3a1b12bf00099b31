/** A real Prometheus with the shipped configuration, reading one server of this run every half second. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.mjs';
import { temporaryFolder } from '../support/server.mjs';
import { ROOT } from './proxy.js';

export interface Series {
  metric: Record<string, string>;
  value: [at: number, value: string];
}

export interface Prometheus {
  /** @throws Error with Prometheus' own words when the expression is wrong */
  query(expression: string): Promise<Series[]>;
  stop(): Promise<void>;
}

interface Configuration {
  global: Record<string, string>;
  scrape_configs: {
    authorization: { credentials_file: string };
    static_configs: { targets: string[] }[];
  }[];
}

export async function startPrometheus(target: string, token: string): Promise<Prometheus> {
  const folder = temporaryFolder('prometheus');
  await cp(path.join(ROOT, 'docker/prometheus'), folder, { recursive: true });
  const file = path.join(folder, 'prometheus.yml');
  const config = parse(await readFile(file, 'utf8')) as Configuration;
  const [job] = config.scrape_configs;
  Object.assign(config.global, { scrape_interval: '500ms', scrape_timeout: '500ms' });
  job!.authorization.credentials_file = path.join(folder, 'metrics-token');
  job!.static_configs = [{ targets: [target] }];
  await writeFile(file, stringify(config));
  await writeFile(job!.authorization.credentials_file, token);

  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const query = async (expression: string): Promise<Series[]> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expression }),
    });
    const { status, error, data } = (await answer.json()) as {
      status: string;
      error?: string;
      data: { result: Series[] };
    };
    if (status !== 'success') throw new Error(`${expression}: ${error}`);
    return data.result;
  };
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await eventually(
      () => query('up{job="ringline"}'),
      ([up]) => up?.value[1] === '1',
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { query, stop };
}
