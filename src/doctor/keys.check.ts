import type { JsonWebKey } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import { openSigningKey, SEALING_LABEL } from '../keys/signing-key.js';
import { JWKS_CACHE_S } from '../keys/signing-keys.policy.js';
import type { SigningKeyRow } from '../keys/signing-keys.store.js';
import { ok, problem, reasonOf, type Remark, skipped, warning } from './finding.js';
import { readJson } from './http-probe.js';
import type { Deployment } from './deployment.js';

const DAY_S = 86_400;

/** Whether APP_SECRET is the one that the stored keys were sealed with, and whether the keys are in order. */
export async function checkSigningKeys(deployment: Deployment): Promise<Remark[]> {
  const { database, config } = deployment;
  if (!database) return keptSecret(config.stores.dataDir);
  if ((await database.silence()) !== undefined) return [];
  const keys = await storedKeys(deployment);
  if (typeof keys === 'string') return [skipped(`the stored keys cannot be read: ${keys}`)];
  if (keys.length === 0) return [skipped('there are none yet; the first start makes them')];
  const sealed = keys.filter(({ privateSealed }) => privateSealed.length > 0);
  const { secrets } = deployment;
  if (!secrets)
    return [
      problem(
        `APP_SECRET is not set, and ${sealed.length} stored keys were sealed with one`,
        'set the APP_SECRET of this deployment; it belongs to the backup',
      ),
    ];
  const closed = sealed.filter((key) => !opens(secrets.derive(SEALING_LABEL), key));
  if (closed.length > 0)
    return [
      problem(
        `APP_SECRET does not open ${closed.length} of ${sealed.length} stored signing keys: it is not the one they were made with`,
        'set the APP_SECRET of this deployment (kept with the backup); an instance with this one refuses to start',
      ),
    ];
  return [
    ok(`APP_SECRET opens all ${sealed.length} stored keys`),
    ...order(keys, config.auth.signingKeyMaxAgeDays),
  ];
}

/** Whether the world sees the keys that the database holds. */
export async function checkPublishedKeys(deployment: Deployment): Promise<Remark[]> {
  const { http } = deployment;
  if ((await http.silence()) !== undefined) return [];
  const answer = await http.ask('/.well-known/jwks.json');
  const found: Remark[] = [];
  const keys = (readJson(answer.body) as { keys?: JsonWebKey[] } | undefined)?.keys;
  if (answer.status !== 200 || !Array.isArray(keys))
    return [
      problem(
        `GET /.well-known/jwks.json answered ${answer.status}: no other service can verify our tokens`,
        'let the proxy pass /.well-known/ on to the server',
      ),
    ];
  const caching = answer.headers['cache-control'] ?? '';
  if (!/\bpublic\b/.test(caching) || !/max-age=\d+/.test(caching) || answer.headers['set-cookie'])
    found.push(
      warning(
        `the keys come with ${answer.headers['set-cookie'] ? 'a cookie' : `Cache-Control: ${caching || 'nothing'}`}, so caches do not keep them`,
        'let the proxy pass Cache-Control unchanged and set no cookie on /.well-known/',
      ),
    );
  const stored = await storedKeys(deployment);
  if (typeof stored !== 'string') found.push(...compare(stored, keys));
  return found.every(({ level }) => level === 'ok')
    ? [ok(`/.well-known/jwks.json has ${keys.length} keys, the stored ones`)]
    : found;
}

async function storedKeys({ database }: Deployment): Promise<SigningKeyRow[] | string> {
  if (!database) return 'an embedded database';
  return (await database.silence()) ?? database.signingKeys().catch(reasonOf);
}

/** The embedded default keeps its secret in a file. */
function keptSecret(dataDir: string): Remark[] {
  const file = path.join(dataDir, 'app-secret');
  const { mode } = statSync(file, { throwIfNoEntry: false }) ?? {};
  if (mode === undefined || (mode & 0o077) === 0) return [];
  return [warning(`others on this machine can read ${file}`, `chmod 600 ${file}`)];
}

function opens(sealingKey: Buffer, { privateSealed }: SigningKeyRow): boolean {
  try {
    return openSigningKey(sealingKey, privateSealed).type === 'private';
  } catch {
    return false;
  }
}

function order(keys: SigningKeyRow[], maxAgeDays: number): Remark[] {
  const found: Remark[] = [];
  const [active, another] = keys.filter(({ status }) => status === 'active');
  if (!active || another)
    found.push(
      problem(
        `${active ? 'more than one key is' : 'no key is'} active`,
        'restart an instance; if it stays so: npm run keys:rotate',
      ),
    );
  if (!keys.some(({ status }) => status === 'next'))
    found.push(
      warning(
        'there is no next key: a rotation would come as a surprise to services that cache the keys',
        'a running instance makes one within a minute; look at its logs',
      ),
    );
  const ageDays = (active?.activeForS ?? 0) / DAY_S;
  if (ageDays > maxAgeDays + 1)
    found.push(
      warning(
        `the active key is ${Math.floor(ageDays)} days old, at most ${maxAgeDays} are meant`,
        'instances rotate by themselves: look at their logs, or run: npm run keys:rotate',
      ),
    );
  return found;
}

function compare(stored: SigningKeyRow[], published: JsonWebKey[]): Remark[] {
  const seen = new Map(published.map((key) => [Reflect.get(key, 'kid') as string, key]));
  const foreign = published.filter((key) => !stored.some((row) => isSame(row, key)));
  if (foreign.length > 0)
    return [
      problem(
        `${foreign.length} of ${published.length} keys at /.well-known/jwks.json are not in the database: that is another deployment, or a cache that is too old`,
        'compare PUBLIC_URL and DATABASE_URL; purge the cache in front',
      ),
    ];
  const missing = stored.filter(({ kid, status }) => status !== 'retired' && !seen.has(kid));
  const young = missing.every(({ publishedForS }) => publishedForS < JWKS_CACHE_S);
  if (missing.length === 0) return [];
  const says = `${missing.length} stored keys are not at /.well-known/jwks.json`;
  return [
    young
      ? warning(`${says}: they are younger than caches are`, 'ask again in ten minutes')
      : problem(says, 'compare PUBLIC_URL and DATABASE_URL; purge the cache in front'),
  ];
}

function isSame({ kid, publicJwk }: SigningKeyRow, key: JsonWebKey): boolean {
  return Reflect.get(key, 'kid') === kid && key.x === publicJwk.x && key.y === publicJwk.y;
}
