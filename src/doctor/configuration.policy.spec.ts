import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '../platform/config/load-configuration.js';
import { configurationWarnings } from './configuration.policy.js';

const SECRET = 'wu7Hq1Zt9LxB4nVc8KeR2sYf6GdJ3mPaT0oX5iUbNhQ';

const WISE = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://talk.example.org',
  APP_SECRET: SECRET,
  DATABASE_URL: 'postgresql://localhost/ringline',
  REDIS_URL: 'redis://localhost',
  TRUSTED_PROXIES: '10.1.2.3',
  REFRESH_REUSE_WINDOW_S: '10',
};

const remarks = (env: Record<string, string>) =>
  configurationWarnings(loadConfiguration({ ...WISE, ...env })).filter(({ level }) => level !== 'ok');

describe('settings that are legal', () => {
  it('are fine as they are meant', () => {
    expect(configurationWarnings(loadConfiguration(WISE))).toEqual([
      { level: 'ok', says: 'nothing that is legal but unwise' },
    ]);
  });

  it('are fine on a developer machine as they come', () => {
    expect(configurationWarnings(loadConfiguration({}))).toEqual([expect.objectContaining({ level: 'ok' })]);
  });

  it.each([
    ['a cheap hash', { BCRYPT_COST: '10' }, 'warning', /BCRYPT_COST=10 .*4 times/],
    ['wide limits', { RATE_LIMIT_FACTOR: '5' }, 'warning', /RATE_LIMIT_FACTOR=5/],
    ['no limits', { RATE_LIMIT_FACTOR: '0', NODE_ENV: 'test' }, 'warning', /there are no limits/],
    [
      'a page without TLS',
      { ALLOWED_ORIGINS: 'https://talk.example.org,http://app.example.org' },
      'warning',
      /http:\/\/app\.example\.org/,
    ],
    [
      "a developer's page",
      { ALLOWED_ORIGINS: 'https://talk.example.org,http://localhost:5173' },
      'warning',
      /localhost:5173/,
    ],
    [
      'no TLS at all',
      { NODE_ENV: 'development', PUBLIC_URL: 'http://talk.example.org' },
      'warning',
      /PUBLIC_URL=http:/,
    ],
    ['development in public', { NODE_ENV: 'development' }, 'warning', /NODE_ENV=development behind/],
    ['everybody as proxy', { TRUSTED_PROXIES: '0.0.0.0/0' }, 'problem', /0\.0\.0\.0\/0 believes strangers/],
    ['everybody as proxy, IPv6', { TRUSTED_PROXIES: '10.0.0.1,::/0' }, 'problem', /::\/0 believes strangers/],
    ['a proxy and none', { DIRECT_EXPOSURE: 'true', METRICS_TOKEN: 'x'.repeat(16) }, 'warning', /names one/],
    [
      'metrics for everybody',
      { DIRECT_EXPOSURE: 'true', TRUSTED_PROXIES: '' },
      'warning',
      /METRICS_TOKEN is not set/,
    ],
    [
      'a strict window',
      { REFRESH_REUSE_WINDOW_S: '0', REFRESH_REUSE_WINDOW_COOKIE_S: '0' },
      'warning',
      /signed out/,
    ],
    ['no time to end', { DRAIN_TIMEOUT_S: '0' }, 'warning', /DRAIN_TIMEOUT_S=0/],
    ['too much said', { LOG_LEVEL: 'debug' }, 'warning', /LOG_LEVEL=debug/],
    ['a secret in two places', { TURN_SECRET: SECRET }, 'problem', /APP_SECRET is also/],
  ])('but unwise: %s', (_, env, level, says) => {
    const found = remarks(env as Record<string, string>).filter((remark) => says.test(remark.says));
    expect(found).toEqual([{ level, says: expect.anything(), fix: expect.stringMatching(/.{5}/) }]);
  });

  it('and never show a secret', () => {
    expect(JSON.stringify(remarks({ TURN_SECRET: SECRET }))).not.toContain(SECRET);
  });
});
