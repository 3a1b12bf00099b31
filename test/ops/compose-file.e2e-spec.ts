/** @needs docker-compose */
import { execFile } from 'node:child_process';
import { access, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { configurationWarnings } from '../../src/doctor/configuration.policy.js';
import { loadConfiguration } from '../../src/platform/config/load-configuration.js';
import { ROOT } from './proxy.js';

const run = promisify(execFile);

interface Service {
  environment: Record<string, string>;
  networks?: { default: { ipv4_address: string } };
  ports?: unknown[];
  profiles?: string[];
  volumes?: string[];
}

const FILLED_IN = {
  APP_SECRET: 'wu7Hq1Zt9LxB4nVc8KeR2sYf6GdJ3mPaT0oX5iUbNhQ+/E=',
  POSTGRES_PASSWORD: 'p@ss/w:rd?#1',
  REDIS_PASSWORD: 'r"e\\d:i@s/#1',
  TURN_SECRET: '0f3b9a7c5d1e2f4a6b8c0d2e4f6a8b0c',
  PUBLIC_URL: 'https://ringline.example.org:8443',
};

/** The configuration that compose makes of a copied .env.example with these values filled in, as a user would. */
async function composed(values: Record<string, string>): Promise<Record<string, Service>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ringline-compose-'));
  try {
    await copyFile(path.join(ROOT, 'docker-compose.yml'), path.join(folder, 'docker-compose.yml'));
    let env = await readFile(path.join(ROOT, '.env.example'), 'utf8');
    for (const [name, value] of Object.entries(values)) {
      const line = new RegExp(`^(# )?${name}=.*$`, 'm');
      if (!line.test(env)) throw new Error(`.env.example does not mention ${name}`);
      env = env.replace(line, () => `${name}=${value}`);
    }
    await writeFile(path.join(folder, '.env'), env);
    // Python, because docker-compose 1.29 brings its YAML parser and we have none.
    const asJson = 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)';
    const pipeline = `set -o pipefail; docker-compose config | /usr/bin/python3 -c '${asJson}'`;
    const { stdout } = await run('bash', ['-c', pipeline], { cwd: folder, env: { PATH: process.env.PATH } });
    return (JSON.parse(stdout) as { services: Record<string, Service> }).services;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('docker-compose.yml', () => {
  let all: Record<string, Service>;

  beforeAll(async () => {
    all = await composed(FILLED_IN);
  });

  it('needs a copied .env with five values and nothing else', async () => {
    const unasked = Object.keys(all).filter((name) => !all[name]!.profiles);
    expect(unasked.sort()).toEqual(['coturn', 'nginx', 'postgres', 'redis', 'server-1', 'server-2']);
    expect(all['server-1']!.environment).toMatchObject({
      APP_SECRET: FILLED_IN.APP_SECRET,
      PGPASSWORD: FILLED_IN.POSTGRES_PASSWORD,
    });
    expect(all.postgres!.environment).toMatchObject({ POSTGRES_PASSWORD: FILLED_IN.POSTGRES_PASSWORD });
    expect(all.coturn!.environment).toMatchObject({ TURN_SECRET: FILLED_IN.TURN_SECRET });
  });

  it.each(Object.keys(FILLED_IN))('stops with a sentence without %s', async (name) => {
    await expect(composed({ ...FILLED_IN, [name]: '' })).rejects.toThrow(`set ${name} in .env`);
  });

  it('gives the servers an environment that production accepts', async () => {
    const { nginx } = all;
    const config = loadConfiguration(all['server-1']!.environment);
    expect(config).toMatchObject({
      server: { nodeEnv: 'production', host: '0.0.0.0', port: 3000, publicUrl: FILLED_IN.PUBLIC_URL },
      stores: { redisUrl: `redis://:${encodeURIComponent(FILLED_IN.REDIS_PASSWORD)}@redis:6379/0` },
    });
    expect(configurationWarnings(config).filter(({ says }) => /Redis/.test(says))).toEqual([]);
    expect(all.redis!.environment).toEqual({
      REDIS_PASSWORD: FILLED_IN.REDIS_PASSWORD,
      REDISCLI_AUTH: FILLED_IN.REDIS_PASSWORD,
    });
    expect(config.server.trustedProxies).toEqual([nginx!.networks!.default.ipv4_address]);
    expect(loadConfiguration(all['server-2']!.environment)).toEqual(config);
  });

  it('points nginx to the servers, and publishes nothing but nginx', async () => {
    const { nginx, ...others } = await composed({
      ...FILLED_IN,
      NETWORK_PREFIX: '10.99.1',
      HTTPS_PORT: '8443',
    });
    const upstreams = nginx!.environment.NGINX_INSTANCES!.match(/[\d.]+(?=:3000 )/g);
    expect(upstreams).toEqual(
      ['server-1', 'server-2'].map((name) => others[name]!.networks!.default.ipv4_address),
    );
    expect(upstreams).toEqual(['10.99.1.11', '10.99.1.12']);
    expect(JSON.stringify(nginx!.ports)).toContain('8443');
    expect(Object.values(others).filter(({ ports, profiles }) => ports && !profiles)).toEqual([]);
  });

  it('adds Prometheus and Grafana when asked, for this machine only', async () => {
    const { prometheus, grafana, ...others } = await composed({
      ...FILLED_IN,
      METRICS_TOKEN: 'let-prometheus-in',
    });
    for (const service of [prometheus!, grafana!]) {
      expect(service.profiles).toEqual(['observability']);
      expect(service.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
    }
    expect(prometheus!.environment).toEqual({ METRICS_TOKEN: 'let-prometheus-in' });
    const { scrape_configs: jobs } = parse(
      await readFile(path.join(ROOT, 'docker/prometheus/prometheus.yml'), 'utf8'),
    ) as { scrape_configs: { static_configs: { targets: string[] }[] }[] };
    const asked = jobs.flatMap((job) => job.static_configs.flatMap(({ targets }) => targets));
    expect(asked).toEqual(
      Object.keys(others).flatMap((name) => (/^server-/.test(name) ? `${name}:3000` : [])),
    );
  });

  it('sets every variable that the nginx template asks for', async () => {
    const { nginx } = all;
    const template = await readFile(path.join(ROOT, 'nginx/templates/ringline.conf.template'), 'utf8');
    const asked = [...template.matchAll(/\$\{(NGINX_[A-Z_]+)\}/g)].map(([, name]) => name!);
    expect(asked.filter((name) => nginx!.environment[name] === undefined)).toEqual([]);
  });

  it('mounts only files that exist', async () => {
    const volumes = Object.values(all).flatMap((service) => service.volumes ?? []);
    const mounted = volumes.flatMap((volume) => /\/ringline-compose-[^/]+\/([^:]+):/.exec(volume)?.[1] ?? []);
    expect(mounted).toContain('nginx/nginx.conf');
    for (const file of mounted) await access(path.join(ROOT, file));
  });

  it.each([
    ['https://ringline.example.org', 'https://ringline.example.org'],
    ['https://ringline.example.org//', 'https://ringline.example.org'],
  ])('lets nginx redirect to %s without a slash too many', async (written, rendered) => {
    const script = path.join(ROOT, 'nginx/entrypoint/10-public-url.envsh');
    const said = await run('sh', ['-euc', `. ${script}; printf %s "$NGINX_PUBLIC_URL"`], {
      env: { PATH: process.env.PATH, NGINX_PUBLIC_URL: written },
    });
    expect(said.stdout).toBe(rendered);
  });
});
