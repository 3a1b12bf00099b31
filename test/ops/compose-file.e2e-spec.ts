/** @needs docker-compose */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '../../src/platform/config/load-configuration.js';
import { ROOT } from './proxy.js';

const run = promisify(execFile);

interface Service {
  environment: Record<string, string>;
  networks?: { default: { ipv4_address: string } };
  ports?: unknown[];
  volumes?: string[];
}

const FILLED_IN = {
  APP_SECRET: 'wu7Hq1Zt9LxB4nVc8KeR2sYf6GdJ3mPaT0oX5iUbNhQ+/E=',
  POSTGRES_PASSWORD: 'p@ss/w:rd?#1',
  TURN_SECRET: '0f3b9a7c5d1e2f4a6b8c0d2e4f6a8b0c',
  PUBLIC_URL: 'https://ringline.example.org:8443',
};

describe('docker-compose.yml', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ringline-compose-'));
    await copyFile(path.join(ROOT, 'docker-compose.yml'), path.join(folder, 'docker-compose.yml'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** The example as it is copied, with the given values filled in. */
  async function writeEnv(values: Record<string, string>): Promise<void> {
    const example = await readFile(path.join(ROOT, 'docker/compose.env.example'), 'utf8');
    await writeFile(
      path.join(folder, '.env'),
      [example, ...Object.entries(values).map(([name, value]) => `${name}=${value}`), ''].join('\n'),
    );
  }

  async function services(): Promise<Record<string, Service>> {
    const { stdout } = await run('docker-compose', ['config'], {
      cwd: folder,
      env: { PATH: process.env.PATH },
    });
    // YAML is a superset of JSON, the other way round needs a parser: Python's is where docker-compose 1.29 is.
    await writeFile(path.join(folder, 'resolved.yml'), stdout);
    const { stdout: json } = await run(
      '/usr/bin/python3',
      ['-c', 'import json, sys, yaml; json.dump(yaml.safe_load(open("resolved.yml")), sys.stdout)'],
      { cwd: folder },
    );
    return (JSON.parse(json) as { services: Record<string, Service> }).services;
  }

  it('needs a copied .env with four values and nothing else', async () => {
    await writeEnv(FILLED_IN);
    const all = await services();
    expect(Object.keys(all).sort()).toEqual(['coturn', 'nginx', 'postgres', 'redis', 'server-1', 'server-2']);
    expect(all['server-1']!.environment).toMatchObject({
      APP_SECRET: FILLED_IN.APP_SECRET,
      PGPASSWORD: FILLED_IN.POSTGRES_PASSWORD,
    });
    expect(all.postgres!.environment).toMatchObject({ POSTGRES_PASSWORD: FILLED_IN.POSTGRES_PASSWORD });
    expect(all.coturn!.environment).toMatchObject({ TURN_SECRET: FILLED_IN.TURN_SECRET });
  });

  it.each(Object.keys(FILLED_IN))('stops with a sentence without %s', async (name) => {
    await writeEnv({ ...FILLED_IN, [name]: '' });
    await expect(services()).rejects.toThrow(`set ${name} in .env`);
  });

  it('gives the servers an environment that production accepts', async () => {
    await writeEnv(FILLED_IN);
    const { nginx, ...all } = await services();
    const config = loadConfiguration(all['server-1']!.environment);
    expect(config).toMatchObject({
      nodeEnv: 'production',
      host: '0.0.0.0',
      port: 3000,
      publicUrl: FILLED_IN.PUBLIC_URL,
    });
    expect(config.trustedProxies).toEqual([nginx!.networks!.default.ipv4_address]);
    expect(loadConfiguration(all['server-2']!.environment)).toEqual(config);
  });

  it('tells nginx where the servers are, and publishes nothing but nginx', async () => {
    await writeEnv({ ...FILLED_IN, NETWORK_PREFIX: '10.99.1', HTTPS_PORT: '8443' });
    const { nginx, ...others } = await services();
    const upstreams = nginx!.environment.NGINX_INSTANCES!.match(/[\d.]+(?=:3000 )/g);
    expect(upstreams).toEqual(
      ['server-1', 'server-2'].map((name) => others[name]!.networks!.default.ipv4_address),
    );
    expect(upstreams).toEqual(['10.99.1.11', '10.99.1.12']);
    expect(JSON.stringify(nginx!.ports)).toContain('8443');
    expect(Object.values(others).filter((service) => service.ports)).toEqual([]);
  });

  it('sets every variable that the nginx template asks for', async () => {
    await writeEnv(FILLED_IN);
    const { nginx } = await services();
    const template = await readFile(path.join(ROOT, 'nginx/templates/ringline.conf.template'), 'utf8');
    const asked = [...template.matchAll(/\$\{(NGINX_[A-Z_]+)\}/g)].map(([, name]) => name!);
    expect(asked.filter((name) => nginx!.environment[name] === undefined)).toEqual([]);
  });

  it('mounts only files that exist', async () => {
    await writeEnv(FILLED_IN);
    const all = await services();
    const mounted = Object.values(all)
      .flatMap((service) => service.volumes ?? [])
      .filter((volume) => volume.startsWith(folder));
    expect(mounted.length).toBeGreaterThan(0);
    for (const volume of mounted)
      await expect(
        run('test', ['-e', path.join(ROOT, path.relative(folder, volume.split(':')[0]!))]),
      ).resolves.toBeDefined();
  });
});
