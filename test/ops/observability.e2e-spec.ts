/**
 * @needs prometheus
 * The dashboard's queries and the alerts, run by a real Prometheus that reads a real server after users have used it.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { parse } from 'yaml';
import { authErrors } from '../../src/auth/auth.errors.js';
import { passwordErrors } from '../../src/passwords/passwords.errors.js';
import { platformErrors } from '../../src/platform/errors/platform.errors.js';
import { sessionErrors } from '../../src/sessions/sessions.errors.js';
import { anActiveCall, OFFER } from '../support/calls.js';
import { aGuest, aUser, type Device, PASSWORD } from '../support/client.js';
import { cuttableLink, type CuttableLink } from '../support/cuttable-link.js';
import { eventually } from '../support/eventually.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { aPicture } from '../support/images.js';
import { uploads } from '../support/media.js';
import { MailServer } from '../support/smtp.js';
import { type Prometheus, startPrometheus } from './prometheus.js';
import { ROOT } from './proxy.js';

const run = promisify(execFile);
const METRICS_TOKEN = 'let-prometheus-in-please';

interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; action: string };
}

interface Dashboard {
  panels: { title: string; type: string; targets?: { expr: string; legendFormat: string }[] }[];
}

let rules: Rule[];
let dashboard: Dashboard;

beforeAll(async () => {
  const file = path.join(ROOT, 'docker/prometheus/alerts.yml');
  rules = (parse(await readFile(file, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
    (group) => group.rules,
  );
  dashboard = JSON.parse(
    await readFile(path.join(ROOT, 'docker/grafana/ringline.json'), 'utf8'),
  ) as Dashboard;
});

describe('the alert rules', () => {
  it('say when, how bad, what is the case and what to do', () => {
    for (const rule of rules) {
      expect(rule).toEqual({
        alert: expect.stringMatching(/^[A-Z][A-Za-z]+$/),
        expr: expect.any(String),
        for: expect.stringMatching(/^[1-9]\d*m$/),
        labels: { severity: expect.stringMatching(/^(page|ticket)$/) },
        annotations: {
          summary: expect.stringMatching(/^\S.+[.]$/),
          action: expect.stringMatching(/^\S.{20,}[.]$/),
        },
      });
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it('come when they should and stay away when they should not', async () => {
    const tests = path.join(ROOT, 'test/ops/alerts.test.yml');
    await run('promtool', ['check', 'rules', path.join(ROOT, 'docker/prometheus/alerts.yml')]);
    await run('promtool', ['test', 'rules', tests]);
    const text = await readFile(tests, 'utf8');
    expect(rules.filter(({ alert }) => !text.includes(`alertname="${alert}"`))).toEqual([]);
  });
});

describe('after people have used a server', () => {
  let prometheus: Prometheus;
  let server: RunningServer;
  let redis: CuttableLink;
  let smtp: MailServer;

  beforeAll(async () => {
    const env = await stores();
    redis = await cuttableLink(env.REDIS_URL);
    smtp = await MailServer.start();
    server = await startServer(
      {
        ...env,
        REDIS_URL: redis.url,
        RATE_LIMIT_FACTOR: '1',
        METRICS_TOKEN,
        SMTP_URL: smtp.url,
      },
      { name: 'observability', errorsExpected: true },
    );
    prometheus = await startPrometheus(new URL(server.url).host, METRICS_TOKEN);
    await use();
  });

  afterAll(async () => {
    await prometheus.stop();
    await server.stop();
    await redis.close();
    await smtp.stop();
  });

  async function use(): Promise<void> {
    const rest = supertest(server.url);
    const registered: Device[] = [await aUser('ana', server.url), await aUser('ben', server.url)];
    const [ana, ben] = registered as [Device, Device];
    for (const device of [ana, ben, await aGuest('Gil', server.url)]) await device.connect();
    const { call, benPeer } = await anActiveCall({ ana, ben });
    await ana.emit('signal', { groupId: call.id, to: benPeer, description: OFFER });
    await ana.emit('call:hangup', { callId: call.id });

    await ana.emit('room:join', { room: 'public' });
    await ana.emit('message:send', { room: 'public', clientId: call.id, text: 'hello' });
    await ben.emit('voice:join', { room: 'public' });
    await uploads(ana, await aPicture());

    for (const who of ['somebody', 'nobody']) {
      const email = `${who}-${call.id.slice(0, 8)}@example.org`;
      if (who === 'nobody') smtp.unknown.add(email);
      await rest
        .post('/api/auth/register')
        .send({ username: `${who}-${call.id.slice(0, 8)}`, email, password: PASSWORD })
        .expect(201);
      await rest.post('/api/auth/password/forgot').send({ email }).expect(202);
    }
    await rest
      .post('/api/auth/password/reset')
      .send({ token: `rs_${'x'.repeat(43)}`, newPassword: `${PASSWORD} again` })
      .expect(400);

    const login = (password: string) =>
      rest.post('/api/auth/login').send({ login: ana.user.username, password });
    await login('not the password').expect(401);
    await login(PASSWORD).expect(200);
    const { refreshToken } = ben;
    await ben.refresh();
    await rest.post('/api/auth/refresh').send({ refreshToken }).expect(401);
    await ana.rest.get('/api/auth/me').expect(200);
    await ana.rest.post('/api/auth/logout').expect(204);
    await ana.disconnected();

    // More guests than an hour has.
    for (let status = 201; status === 201;) ({ status } = await rest.post('/api/auth/guest').send({}));
    redis.cut();
    await login(PASSWORD);
    redis.mend();
    await eventually(
      () => fetch(`${server.url}/api/health/ready`),
      ({ status }) => status === 200,
    );
  }

  const drawn = () =>
    dashboard.panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
    );

  it('every line of the dashboard has something to draw, with the labels of its legend', async () => {
    expect(drawn().length).toBeGreaterThan(40);
    for (const { title, expr, legendFormat } of drawn()) {
      const expression = expr.replaceAll('$__rate_interval', '10m');
      const series = await eventually(
        () => prometheus.query(expression),
        (found) => found.length > 0,
      ).catch((error: Error) => {
        throw new Error(`${title}: ${expr}: ${error.message}`);
      });
      const asked = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
      for (const label of asked)
        expect({ title, labels: Object.keys(series[0]!.metric) }).toEqual({
          title,
          labels: expect.arrayContaining([label]),
        });
    }
  });

  it('every metric and label that an alert watches is there', async () => {
    const codes = new Set(
      [authErrors, passwordErrors, sessionErrors, platformErrors].flatMap((errors) => Object.keys(errors)),
    );
    for (const { alert, expr } of rules) {
      await prometheus.query(expr);
      for (const [, name, matchers = ''] of expr.matchAll(
        /\b((?:[a-z]+_)+[a-z0-9]+|up)\b(?![(_])(?:\{([^}]*)\})?/g,
      )) {
        if (['histogram_quantile'].includes(name!)) continue;
        const wanted = [...matchers.matchAll(/(\w+)(=~|!=|=)"([^"]*)"/g)];
        const [series] = await prometheus.query(name!);
        expect({ alert, name, there: series !== undefined }).toEqual({ alert, name, there: true });
        for (const [, label, , value] of wanted) {
          expect({ alert, labels: Object.keys(series!.metric) }).toEqual({
            alert,
            labels: expect.arrayContaining([label!]),
          });
          if (label === 'code') for (const code of value!.split('|')) expect(codes).toContain(code);
          else expect(await prometheus.query(`${name}{${label}="${value}"}`)).not.toEqual([]);
        }
      }
    }
  });

  it('nothing is disclosed without a token', async () => {
    await supertest(server.url).get('/metrics').expect(403);
  });
});
