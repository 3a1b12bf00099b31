import { execFile } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from './proxy.js';

const run = promisify(execFile);

/** The Dockerfile's instructions, continued lines joined. */
async function instructions(): Promise<{ name: string; rest: string }[]> {
  const text = await readFile(path.join(ROOT, 'docker/Dockerfile'), 'utf8');
  const lines = text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map((line) => ({ name: line.split(' ', 1)[0]!, rest: line.slice(line.indexOf(' ') + 1) }));
}

async function only(name: string): Promise<string[]> {
  return (await instructions()).filter((instruction) => instruction.name === name).map(({ rest }) => rest);
}

describe('docker/Dockerfile', () => {
  it('runs only what a checkout runs', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const ci = await readFile(path.join(ROOT, '.ci/run'), 'utf8');
    const steps = await only('RUN');
    expect(steps).toEqual([
      'npm ci',
      'npm run build',
      'npm ci --workspaces=false --omit=dev --omit=optional',
      expect.stringMatching(/^install -d -o node -g node /),
    ]);
    expect(ci).toMatch(/npm ci\b/);
    expect(Object.keys(scripts)).toContain('build');
  });

  it("brings sharp's binary, which is an optional package, from a stage of the same base", async () => {
    expect(await only('COPY')).toContain('--from=build /app/node_modules/@img ./node_modules/@img');
    expect(new Set((await only('FROM')).map((rest) => rest.split(' ')[0]))).toEqual(
      new Set(['node:24-bookworm-slim']),
    );
    const { optionalDependencies } = JSON.parse(
      await readFile(path.join(ROOT, 'node_modules/sharp/package.json'), 'utf8'),
    ) as { optionalDependencies: Record<string, string> };
    expect(Object.keys(optionalDependencies).filter((name) => !name.startsWith('@img/'))).toEqual([]);
    const { packages } = JSON.parse(await readFile(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, unknown>;
    };
    for (const name of Object.keys(optionalDependencies))
      expect(packages).toHaveProperty([`node_modules/${name}`]);
  });

  it('copies only what exists and is not ignored', async () => {
    const sources = (await only('COPY'))
      .filter((rest) => !rest.includes('--from='))
      .flatMap((rest) =>
        rest
          .split(' ')
          .filter((word) => !word.startsWith('--'))
          .slice(0, -1),
      );
    for (const source of sources) await access(path.join(ROOT, source));
    const ignored = (await readFile(path.join(ROOT, '.dockerignore'), 'utf8')).split('\n');
    expect(sources.filter((source) => ignored.includes(source))).toEqual([]);
    expect(ignored).toEqual(expect.arrayContaining(['.env', 'data', '**/node_modules', '.git']));
  });

  it('has every package that the server and the doctor ask for, without those of the build', async () => {
    const { dependencies } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const files = await readdir(path.join(ROOT, 'dist'), { recursive: true });
    const asked = new Set<string>();
    for (const file of files.filter((name) => name.endsWith('.js') && !name.startsWith('web/'))) {
      const text = await readFile(path.join(ROOT, 'dist', file), 'utf8');
      for (const [, from] of text.matchAll(
        /(?:^|\*\/ )(?:import|export) (?:[^'"\n]* from )?['"]([^.'"\n][^'"\n]*)['"];$/gm,
      ))
        if (!isBuiltin(from!)) asked.add(/^(@[^/]+\/)?[^/]+/.exec(from!)![0]);
    }
    expect([...asked]).toEqual(expect.arrayContaining(['ws', 'nodemailer', 'ioredis']));
    expect([...asked].filter((name) => !(name in dependencies))).toEqual([]);
  });

  it('ends as an ordinary user, with a health check and the signal that drains', async () => {
    expect((await only('USER')).at(-1)).toBe('node');
    expect((await only('STOPSIGNAL')).at(-1)).toBe('SIGTERM');
    expect((await only('CMD')).at(-1)).toBe('["node", "--enable-source-maps", "dist/main.js"]');
    expect((await only('HEALTHCHECK')).at(-1)).toContain('/api/health/live');
  });
});

describe('docker/entrypoint.sh', () => {
  const printed = ['-p', 'JSON.stringify([process.env.TURN_URLS ?? null, process.env.STUN_URLS ?? null])'];
  const urls = async (env: Record<string, string>) => {
    const { stdout } = await run(path.join(ROOT, 'docker/entrypoint.sh'), [process.execPath, ...printed], {
      env: { PUBLIC_URL: 'https://ring.example:8443', ...env },
    });
    return JSON.parse(stdout) as (string | null)[];
  };

  it("sends browsers to the coturn on PUBLIC_URL's host", async () => {
    expect(await urls({ COTURN_PORT: '3479' })).toEqual([
      'turn:ring.example:3479?transport=udp,turn:ring.example:3479?transport=tcp',
      'stun:ring.example:3479',
    ]);
  });

  it('writes that host as browsers do', async () => {
    const [turn, stun] = await urls({ COTURN_PORT: '3478', PUBLIC_URL: 'https://Müller.Example/' });
    expect([turn!.split('?')[0], stun]).toEqual([
      'turn:xn--mller-kva.example:3478',
      'stun:xn--mller-kva.example:3478',
    ]);
  });

  it('leaves what was set alone, and everything where there is no coturn', async () => {
    expect(
      await urls({ COTURN_PORT: '3478', TURN_URLS: 'turn:other.example', STUN_URLS: 'stun:other.example' }),
    ).toEqual(['turn:other.example', 'stun:other.example']);
    expect(await urls({})).toEqual([null, null]);
  });
});
