import { checkClientIp } from './client-ip.check.js';
import { checkCertificate, checkRedirect } from './certificate.check.js';
import { checkClocks } from './clock.check.js';
import { configurationWarnings } from './configuration.policy.js';
import { checkCors } from './cors.check.js';
import { checkDatabase, checkMigrations, checkOutboxes } from './database.check.js';
import { type Finding, problem, reasonOf, type Remark } from './finding.js';
import { checkCookies, checkHeaders, checkHealth, checkMetrics } from './http.check.js';
import { checkIceServers } from './ice.check.js';
import { checkPublishedKeys, checkSigningKeys } from './keys.check.js';
import { checkMail } from './mail.check.js';
import type { Deployment } from './deployment.js';
import { checkRedis } from './redis.check.js';
import { checkPolling, checkWebSocket } from './socket.check.js';

const TIMEOUT_MS = 30_000;

const CHECKS: [subject: string, check: (deployment: Deployment) => Remark[] | Promise<Remark[]>][] = [
  ['configuration', ({ config }) => configurationWarnings(config)],
  ['server', checkHealth],
  ['database', checkDatabase],
  ['migrations', checkMigrations],
  ['redis', checkRedis],
  ['clocks', checkClocks],
  ['signing keys', checkSigningKeys],
  ['jwks', checkPublishedKeys],
  ['certificate', checkCertificate],
  ['redirect', checkRedirect],
  ['headers', checkHeaders],
  ['cookies', checkCookies],
  ['cors', checkCors],
  ['addresses', checkClientIp],
  ['metrics', checkMetrics],
  ['websocket', checkWebSocket],
  ['polling', checkPolling],
  ['outboxes', checkOutboxes],
  ['mail', checkMail],
  ['stun, turn', checkIceServers],
];

/** Everything at once; a check that fails or hangs is a finding like any other. */
export async function examine(deployment: Deployment): Promise<Finding[]> {
  const remarks = await Promise.all(
    CHECKS.map(async ([subject, check]) => {
      const found = await inTime(check, deployment).catch((error: unknown) => [
        problem(`could not be checked: ${reasonOf(error)}`, 'see what it says, and ask again'),
      ]);
      return found.map((remark) => ({ subject, ...remark }));
    }),
  );
  return remarks.flat();
}

async function inTime(
  check: (deployment: Deployment) => Remark[] | Promise<Remark[]>,
  deployment: Deployment,
): Promise<Remark[]> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no result after ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
  });
  return Promise.race([Promise.resolve(check(deployment)), timeout]).finally(() => clearTimeout(timer));
}
