/** @needs nginx openssl turnserver */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { OwnRedis } from '../faults/redis.js';
import { freePort } from '../support/free-port.mjs';
import { startServer, stores, temporaryFolder } from '../support/server.mjs';
import { MailServer } from '../support/smtp.js';
import { type Coturn, startCoturn } from './coturn.js';
import { askDoctor, type Diagnosis, runDoctor } from './doctor.js';
import { type Proxy, type ProxyChanges, ROOT, startProxy } from './proxy.js';
import { type Deployment, startDeployment } from './two-instances.js';

const TURN_SECRET = '0f3b9a7c5d1e2f4a6b8c0d2e4f6a8b0c';
const SMTP_PASSWORD = 'otters-juggle';
/** Nginx requests the instances from here where its configuration names no host. */
const MUTE_PROXY = '127.0.0.9';

let deployment: Deployment;
let coturn: Coturn;
let smtp: MailServer;
let database: pg.Client;
/** An operator's .env. */
let env: Record<string, string>;

beforeAll(async () => {
  coturn = await startCoturn(TURN_SECRET);
  smtp = await MailServer.start({ password: SMTP_PASSWORD });
  const settings = {
    BCRYPT_COST: '12',
    TRUSTED_PROXIES: `127.0.0.1,${MUTE_PROXY}`,
    TURN_URLS: `turn:localhost:${coturn.port}?transport=udp,turn:localhost:${coturn.port}?transport=tcp`,
    STUN_URLS: `stun:localhost:${coturn.port}`,
    TURN_SECRET,
    SMTP_URL: `smtp://ringline:${SMTP_PASSWORD}@127.0.0.1:${smtp.port}`,
    MAIL_FROM: 'Ringline <no-reply@mail.ringline.chat>',
  };
  deployment = await startDeployment(settings);
  env = {
    ...deployment.env,
    HTTP_PORT: String(deployment.proxy.httpPort),
    NODE_EXTRA_CA_CERTS: deployment.proxy.certificate,
  };
  database = new pg.Client({ connectionString: env['DATABASE_URL'] });
  await database.connect();
});

afterAll(async () => {
  await database.end();
  await deployment.stop();
  await coturn.stop();
  await smtp.stop();
});

/** The doctor's complaints, by level. */
function complaints({ findings }: Diagnosis, level: 'problem' | 'warning') {
  return findings.filter((finding) => finding.level === level);
}

/** The one finding that a broken thing leads to, and the exit code that goes with it. */
async function expectProblem(
  broken: Record<string, string>,
  subject: string,
  says: RegExp,
  fix: RegExp,
  ...args: string[]
): Promise<Diagnosis> {
  const diagnosis = await askDoctor({ ...env, ...broken }, ...args);
  const named = complaints(diagnosis, 'problem').filter((finding) => finding.subject === subject);
  expect(named).toEqual(
    expect.arrayContaining([
      { level: 'problem', subject, says: expect.stringMatching(says), fix: expect.stringMatching(fix) },
    ]),
  );
  expect(diagnosis.exitCode).toBe(1);
  return diagnosis;
}

describe('a healthy deployment', () => {
  it('finds everything in order, from two instances to the mail server', async () => {
    const diagnosis = await askDoctor(env);
    // The PostgreSQL of a test run may be a throw-away one that does not sync.
    const { rows } = await database.query<{ fsync: string }>('SHOW fsync');
    const careless = rows[0]!.fsync === 'off' ? [expect.stringMatching(/power cut.*fsync/)] : [];
    expect(complaints(diagnosis, 'problem')).toEqual([]);
    expect(complaints(diagnosis, 'warning').map(({ says }) => says)).toEqual(careless);
    expect(diagnosis.findings.filter(({ level }) => level === 'skipped')).toEqual([]);
    expect(diagnosis.exitCode).toBe(0);
    const subjects = new Set(diagnosis.findings.map(({ subject }) => subject));
    expect([...subjects].sort()).toEqual(
      [
        ...['addresses', 'certificate', 'clocks', 'configuration', 'cookies', 'cors', 'database', 'headers'],
        ...['jwks', 'mail', 'metrics', 'migrations', 'outboxes', 'polling', 'redirect', 'redis', 'server'],
        ...['signing keys', 'stun, turn', 'websocket'],
      ].sort(),
    );
    expect(diagnosis.findings.map(({ says }) => says)).toContainEqual(
      expect.stringMatching(/^2 instances of up to 10 connections/),
    );
  });

  it('can be read by people, one line each', async () => {
    const { exitCode, output } = await runDoctor(env);
    expect(exitCode).toBe(0);
    const [title, , ...lines] = output.trimEnd().split('\n');
    expect(title).toBe(`Ringline at ${deployment.proxy.url}`);
    expect(lines.at(-1)).toMatch(/^No problems/);
    for (const line of lines.slice(0, -2)) expect(line).toMatch(/^ {2}(ok {5}|WARNING) {2}\S/);
  });

  it('keeps its secrets', async () => {
    const secrets = [env['APP_SECRET']!, TURN_SECRET, SMTP_PASSWORD];
    for (const output of [
      (await askDoctor(env)).output,
      (await askDoctor({ ...env, SMTP_URL: `smtp://x:${SMTP_PASSWORD}@nowhere.invalid` })).output,
      (await askDoctor({ ...env, DATABASE_URL: `postgresql://u:${SMTP_PASSWORD}@127.0.0.1:1/x` })).output,
    ])
      for (const secret of secrets) expect(output).not.toContain(secret);
  });

  it('is not changed by being looked at', async () => {
    const count = async () =>
      (
        await database.query(
          'SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM sessions) AS sessions',
        )
      ).rows[0];
    const before = await count();
    await askDoctor(env);
    expect(await count()).toEqual(before);
  });
});

describe('configuration', () => {
  it('that cannot be read is named line by line, and nothing else is looked at', async () => {
    const diagnosis = await askDoctor({ ...env, BCRYPT_COST: '4', RATE_LIMIT_FACTOR: '0' });
    expect(diagnosis.exitCode).toBe(1);
    expect(complaints(diagnosis, 'problem').map(({ says, fix }) => `${says}: ${fix}`)).toEqual([
      expect.stringMatching(/^RATE_LIMIT_FACTOR: /),
      expect.stringMatching(/^BCRYPT_COST: .*at least 10/),
    ]);
  });

  it('that is only unwise is a warning, and warnings alone are no failure', async () => {
    const diagnosis = await askDoctor({ ...env, REFRESH_REUSE_WINDOW_COOKIE_S: '0', SMTP_URL: '' });
    expect(diagnosis.exitCode).toBe(0);
    const warned = complaints(diagnosis, 'warning').map(({ says }) => says);
    expect(warned).toContainEqual(expect.stringMatching(/REFRESH_REUSE_WINDOW_COOKIE_S=0/));
    expect(warned).toContainEqual(expect.stringMatching(/DATA_DIR\/outbox/));
  });

  it('called wrongly, the doctor says how', async () => {
    for (const args of [['--ulr', 'x'], ['--url', 'ringline.example.org'], ['more']]) {
      const { exitCode, output } = await runDoctor(env, ...args);
      expect(exitCode).toBe(2);
      expect(output).toContain('--url URL');
    }
  });
});

describe('what accepts connections and says nothing', () => {
  let mute: net.Server;
  let address: string;

  beforeAll(async () => {
    mute = net.createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    address = `127.0.0.1:${(mute.address() as net.AddressInfo).port}`;
  });

  afterAll(() => void mute.close());

  it('does not keep the doctor', async () => {
    const { findings, exitCode } = await askDoctor(
      {
        ...env,
        DATABASE_URL: `postgresql://ringline@${address}/ringline`,
        REDIS_URL: `redis://${address}`,
        SMTP_URL: `smtp://${address}`,
        TURN_URLS: `turn:${address}?transport=tcp,turns:${address}`,
        STUN_URLS: `stun:${address}`,
      },
      '--url',
      `https://${address}`,
    );
    expect(exitCode).toBe(1);
    const problems = findings.filter(({ level }) => level === 'problem').map(({ subject }) => subject);
    expect([...problems].sort()).toEqual(
      ['database', 'mail', 'redis', 'server', 'stun, turn', 'stun, turn', 'stun, turn'].sort(),
    );
  });
});

describe('the database', () => {
  it('that is away', () =>
    expectProblem(
      { DATABASE_URL: 'postgresql://ringline@127.0.0.1:1/ringline' },
      'database',
      /ECONNREFUSED/,
      /correct DATABASE_URL/,
    ));

  it('that lets too few in', () =>
    expectProblem(
      { DATABASE_POOL_SIZE: '190' },
      'database',
      /2 instances of up to 190/,
      /DATABASE_POOL_SIZE/,
    ));

  const lastMigration = async () =>
    (await database.query<{ name: string }>('SELECT max(migration_name) AS name FROM _prisma_migrations'))
      .rows[0]!.name;

  it('that lacks a migration', async () => {
    const name = await lastMigration();
    await database.query('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = $1', [
      name,
    ]);
    try {
      await expectProblem({}, 'migrations', new RegExp(`not applied yet: ${name}$`), /restart an instance/);
    } finally {
      await database.query('UPDATE _prisma_migrations SET rolled_back_at = NULL WHERE migration_name = $1', [
        name,
      ]);
    }
  });

  it('whose migration failed half-way', async () => {
    const name = await lastMigration();
    const set = (value: string) =>
      database.query(`UPDATE _prisma_migrations SET finished_at = ${value} WHERE migration_name = $1`, [
        name,
      ]);
    await set('NULL');
    try {
      await expectProblem(
        {},
        'migrations',
        new RegExp(`failed half-way: ${name}`),
        /migrate resolve --rolled-back/,
      );
    } finally {
      await set('now()');
    }
  });

  it('that a newer version has been at', async () => {
    await database.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29991231000000_from_the_future', now())`,
    );
    try {
      const diagnosis = await askDoctor(env);
      expect(complaints(diagnosis, 'warning')).toContainEqual(
        expect.objectContaining({ subject: 'migrations', says: expect.stringContaining('from_the_future') }),
      );
      expect(diagnosis.exitCode).toBe(0);
    } finally {
      await database.query(`DELETE FROM _prisma_migrations WHERE id = 'x'`);
    }
  });
});

describe('another database, of a deployment that does not run', () => {
  let other: Record<string, string>;

  beforeAll(async () => {
    other = await stores();
    await (await startServer(other, { name: 'doctor-another' })).stop();
  });

  it('has other keys than PUBLIC_URL shows', () =>
    expectProblem(
      { DATABASE_URL: other['DATABASE_URL']! },
      'jwks',
      /2 of 2 keys .* another deployment/,
      /compare PUBLIC_URL and DATABASE_URL/,
    ));

  it('keeps revocations that nobody carries to the instances', async () => {
    const client = new pg.Client({ connectionString: other['DATABASE_URL'] });
    await client.connect();
    await client.query(
      `INSERT INTO auth_outbox (session_id, user_id, reason, created_at) VALUES (gen_random_uuid(), gen_random_uuid(), 'logout', now() - interval '1 hour')`,
    );
    await client.end();
    await expectProblem(
      { DATABASE_URL: other['DATABASE_URL']! },
      'outboxes',
      /a revocation has waited for 36\d\d s/,
      /look for "revocations could not be sent"/,
    );
  });
});

describe('Redis', () => {
  let own: OwnRedis;

  beforeAll(async () => {
    own = await OwnRedis.start();
  });

  afterAll(() => own.kill());

  it('that throws away what it was given to keep', async () => {
    const client = new Redis(own.url);
    await client.config('SET', 'maxmemory', '100mb');
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    client.disconnect();
    await expectProblem(
      { REDIS_URL: own.url },
      'redis',
      /throws away presence and revocations.*allkeys-lru/,
      /maxmemory-policy noeviction/,
    );
  });

  it('that takes no writes', async () => {
    const client = new Redis(own.url);
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    await client.config('SET', 'maxmemory', '1kb');
    client.disconnect();
    await expectProblem({ REDIS_URL: own.url }, 'redis', /takes no writes: OOM/, /free memory/);
  });

  it('that is stopped', async () => {
    await own.kill();
    await expectProblem({ REDIS_URL: own.url }, 'redis', /ECONNREFUSED/, /start it or correct REDIS_URL/);
  });
});

describe('keys', () => {
  it('that another APP_SECRET sealed', () =>
    expectProblem(
      { APP_SECRET: randomBytes(48).toString('base64') },
      'signing keys',
      /APP_SECRET does not open 2 of 2/,
      /set the APP_SECRET of this deployment/,
    ));
});

describe('what stands in front', () => {
  /** Asks through an nginx that differs from ours in one thing. */
  async function through(changes: ProxyChanges, ask: (proxy: Proxy) => Promise<unknown>): Promise<void> {
    const proxy = await startProxy(
      deployment.servers.map(({ port }) => `127.0.0.1:${port}`),
      changes,
    );
    try {
      await ask(proxy);
    } finally {
      await proxy.stop();
    }
  }

  const rewritten = (pattern: RegExp | string, by: string): ProxyChanges => ({
    configuration: (text) => text.replaceAll(pattern, by),
  });

  it.each<[string, ProxyChanges, string, RegExp, RegExp]>([
    [
      'does not pass the upgrade on',
      rewritten(/^\s*proxy_set_header (Upgrade|Connection) .*$/gm, ''),
      'websocket',
      /WebSocket does not get through: it answered 400/,
      /Upgrade and Connection/,
    ],
    [
      'sends a client now here, now there',
      rewritten('hash $route_key consistent;', ''),
      'polling',
      /long polling does not get through: .*Session ID unknown/,
      /the same instance every time/,
    ],
    [
      'lets every page in',
      rewritten(
        'add_header Set-Cookie $new_route_cookie;',
        'proxy_hide_header Access-Control-Allow-Origin; add_header Access-Control-Allow-Origin $http_origin always;',
      ),
      'cors',
      /any page may use the API: it answers https:\/\/evil\.example/,
      /take the CORS headers out of the proxy/,
    ],
    [
      'answers preflights twice',
      rewritten(
        'add_header Set-Cookie $new_route_cookie;',
        'add_header Access-Control-Allow-Origin "https://app.example.org" always;',
      ),
      'cors',
      /cannot use the API: Access-Control-Allow-Origin comes twice/,
      /no CORS headers of its own/,
    ],
    [
      'believes what clients say of themselves',
      rewritten(
        'proxy_set_header X-Forwarded-For $remote_addr;',
        'proxy_set_header X-Forwarded-For $http_x_forwarded_for;',
      ),
      'addresses',
      /x-forwarded-for of strangers is believed/,
      /write X-Forwarded-For anew/,
    ],
    [
      'does not say for whom it asks',
      rewritten(
        'proxy_set_header X-Forwarded-For $remote_addr;',
        `proxy_set_header X-Forwarded-For ""; proxy_bind ${MUTE_PROXY};`,
      ),
      'addresses',
      /all clients count as one, the proxy 127\.0\.0\.9/,
      /send X-Forwarded-For/,
    ],
    [
      'spoils cookies',
      rewritten('add_header Set-Cookie $new_route_cookie;', 'proxy_cookie_flags ~ nosecure;'),
      'cookies',
      /__Host-csrf breaks the rules of its prefix/,
      /pass cookies unchanged/,
    ],
    [
      'keeps what is meant for one person',
      rewritten('add_header Set-Cookie $new_route_cookie;', 'proxy_hide_header Cache-Control; expires 1h;'),
      'headers',
      /may be cached: Cache-Control: no-store does not arrive/,
      /cache nothing under \/api\//,
    ],
    [
      'shows the metrics',
      rewritten('location ~* ^/metrics {', 'location ~* ^/elsewhere {'),
      'metrics',
      /can be read by anybody/,
      /404 .* or set METRICS_TOKEN/,
    ],
    [
      'keeps the keys to itself',
      rewritten(
        'location ~ ^/(assets|\\.well-known)/ {',
        'location /.well-known/ { return 404; } location /assets/ {',
      ),
      'jwks',
      /jwks\.json answered 404/,
      /pass \/\.well-known\/ on/,
    ],
    [
      'shows a certificate that has expired',
      { certificate: 'expired' },
      'certificate',
      /expired on 20\d\d-/,
      /renew it/,
    ],
  ])('%s', (_, changes, subject, says, fix) =>
    through(changes, ({ url }) => expectProblem({}, subject, says, fix, '--url', url)),
  );

  it('has a certificate that nobody knows', () =>
    expectProblem({ NODE_EXTRA_CA_CERTS: '' }, 'certificate', /browsers refuse it/, /get a real one/));

  it('serves pages without TLS', () =>
    through(rewritten(/return 308 .*;/g, 'return 200 "hello";'), ({ url, httpPort }) =>
      expectProblem(
        { HTTP_PORT: String(httpPort) },
        'redirect',
        /answers 200 without TLS/,
        /redirect port/,
        '--url',
        url,
      ),
    ));

  it('adds and drops headers: warnings', () =>
    through(
      rewritten(
        'add_header Set-Cookie $new_route_cookie;',
        'proxy_hide_header Content-Security-Policy; add_header X-Content-Type-Options nosniff;',
      ),
      async ({ url }) => {
        const diagnosis = await askDoctor(env, '--url', url);
        expect(complaints(diagnosis, 'warning').map(({ says }) => says)).toEqual(
          expect.arrayContaining([
            expect.stringMatching(/missing or changed: content-security-policy$/),
            expect.stringMatching(/come twice: x-content-type-options$/),
          ]),
        );
      },
    ));

  it('is not there', async () => {
    const url = `https://localhost:${await freePort()}`;
    const diagnosis = await expectProblem(
      {},
      'server',
      /not reachable: .*ECONNREFUSED/,
      /--url/,
      '--url',
      url,
    );
    expect(complaints(diagnosis, 'problem')).toHaveLength(1);
  });
});

describe('STUN and TURN', () => {
  it('with another secret than coturn has', () =>
    expectProblem(
      { TURN_SECRET: 'another-secret-of-ours' },
      'stun, turn',
      /transport=udp refuses our credentials: 401/,
      /coturn's static-auth-secret/,
    ));

  it('that are down', async () => {
    const port = await freePort();
    const urls = ['udp', 'tcp'].map((transport) => `turn:localhost:${port}?transport=${transport}`);
    const diagnosis = await expectProblem(
      { TURN_URLS: urls.join(','), STUN_URLS: `stun:localhost:${port}` },
      'stun, turn',
      /transport=udp cannot be used/,
      /firewall/,
    );
    expect(complaints(diagnosis, 'problem')).toHaveLength(3);
  });

  it('over TLS, with a certificate that is known and one that is not', async () => {
    const shipped = await readFile(path.join(ROOT, 'docker/coturn/turnserver.conf'), 'utf8');
    const file = path.join(temporaryFolder('coturn'), 'turnserver.conf');
    const { certificate } = deployment.proxy;
    const port = await freePort();
    const tls = `tls-listening-port=${port}\ncert=${certificate}\npkey=${certificate.replace('fullchain', 'privkey')}\n`;
    await writeFile(file, shipped.replaceAll(/^no-(tls|dtls)$/gm, '') + tls);
    const secure = await startCoturn(TURN_SECRET, { COTURN_CONFIG: file });
    try {
      const TURN_URLS = `turns:localhost:${port}?transport=tcp`;
      const known = await askDoctor({ ...env, TURN_URLS });
      expect(known.findings).toContainEqual({
        level: 'ok',
        subject: 'stun, turn',
        says: expect.stringContaining(`${TURN_URLS} allocates a relay`),
      });
      await expectProblem(
        { TURN_URLS, NODE_EXTRA_CA_CERTS: '' },
        'stun, turn',
        /turns:.*self-signed certificate/,
        /a certificate that browsers trust/,
      );
    } finally {
      await secure.stop();
    }
  });

  it('that relay into private networks: a warning', async () => {
    const shipped = await readFile(path.join(ROOT, 'docker/coturn/turnserver.conf'), 'utf8');
    const file = path.join(temporaryFolder('coturn'), 'turnserver.conf');
    await writeFile(file, shipped.replaceAll(/^denied-peer-ip=.*$/gm, ''));
    const open = await startCoturn(TURN_SECRET, { COTURN_CONFIG: file });
    try {
      const diagnosis = await askDoctor({ ...env, TURN_URLS: `turn:127.0.0.1:${open.port}` });
      expect(complaints(diagnosis, 'warning')).toContainEqual(
        expect.objectContaining({
          says: expect.stringMatching(/relays into private networks \(.*10\.0\.0\.1/),
        }),
      );
    } finally {
      await open.stop();
    }
  });
});

describe('mail', () => {
  it('that is refused', () =>
    expectProblem(
      { SMTP_URL: env['SMTP_URL']!.replace(SMTP_PASSWORD, 'wrong') },
      'mail',
      /the mail server refuses: .*535/,
      /user and password in SMTP_URL/,
    ));

  it('that nobody takes', async () =>
    expectProblem(
      { SMTP_URL: `smtp://127.0.0.1:${await freePort()}` },
      'mail',
      /ECONNREFUSED/,
      /host and port in SMTP_URL/,
    ));

  it('from a domain that is none: a warning', async () => {
    const diagnosis = await askDoctor({ ...env, MAIL_FROM: 'no-reply@localhost' });
    expect(complaints(diagnosis, 'warning')).toContainEqual(
      expect.objectContaining({
        subject: 'mail',
        says: expect.stringContaining('refuse mail from localhost'),
      }),
    );
  });
});
