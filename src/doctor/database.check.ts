import { isFolderLocked } from '../platform/database/embedded.lock.js';
import type { DatabaseFacts } from './database.store.js';
import { ok, problem, reasonOf, type Remark, skipped, warning } from './finding.js';
import { isPublic } from './network.policy.js';
import type { Deployment } from './deployment.js';

const OLDEST_MAINTAINED = 140_000;

export async function checkDatabase(deployment: Deployment): Promise<Remark[]> {
  const { database, config } = deployment;
  if (!database) return [embedded(config.stores.dataDir)];
  const silence = await database.silence();
  if (silence !== undefined)
    return [
      problem(
        `PostgreSQL cannot be used: ${silence}`,
        'start it, or correct DATABASE_URL (and PGPASSWORD, where the password is there)',
      ),
    ];
  const lost = await database.lostSettings();
  if (lost !== undefined) {
    const [says, fix] = lost.replace(/^DATABASE_URL: /, '').split('. ');
    return [problem(says!, (fix ?? 'see docs/operations.md').replace(/\.$/, ''))];
  }
  const facts = await database.facts();
  return [
    ok(`PostgreSQL ${facts.version.split(' ')[0]} answers`),
    ...shape(facts),
    ...(await connections(facts, deployment)),
  ];
}

export async function checkMigrations({ database }: Deployment): Promise<Remark[]> {
  if (!database || (await database.silence()) !== undefined) return [];
  const { pending, failed, unknown, changed } = await database.migrations();
  const found: Remark[] = [];
  if (failed.length > 0)
    found.push(
      problem(
        `failed half-way: ${failed.join(', ')}`,
        `repair the database (column logs in _prisma_migrations says why), then: npx prisma migrate resolve --rolled-back ${failed[0]}`,
      ),
    );
  if (pending.length > 0)
    found.push(
      problem(
        `not applied yet: ${pending.join(', ')}`,
        'start or restart an instance of this version; the first to start applies them',
      ),
    );
  if (unknown.length > 0)
    found.push(
      warning(
        `of a newer version than this one: ${unknown.join(', ')}`,
        'run the newer version, or make sure by its release notes that this one may run on its schema',
      ),
    );
  if (changed.length > 0)
    found.push(
      warning(
        `applied in another wording than they have here: ${changed.join(', ')}`,
        'compare this version with the one that was installed; applied migrations are never edited',
      ),
    );
  return found.length > 0 ? found : [ok('all applied')];
}

/** The outbox and mail queues of the instances, and what is stuck in them. */
export async function checkOutboxes({ database }: Deployment): Promise<Remark[]> {
  if (!database || (await database.silence()) !== undefined) return [];
  const { revocationS, emailS } = await database.waiting().catch((error: unknown) => {
    throw new Error(`the outboxes cannot be read: ${reasonOf(error)}`);
  });
  const found: Remark[] = [];
  if (revocationS > 60)
    found.push(
      problem(
        `a revocation has waited for ${Math.round(revocationS)} s to reach the other instances`,
        'look for "revocations could not be sent" in the logs; usually Redis is away or no instance runs',
      ),
    );
  if (emailS > 900)
    found.push(
      warning(
        `an e-mail has waited for ${Math.round(emailS / 60)} minutes`,
        'look for "mail cannot be sent" in the logs and at the mail check',
      ),
    );
  return found.length > 0 ? found : [ok('nothing waits to be sent')];
}

function embedded(dataDir: string): Remark {
  return isFolderLocked(dataDir)
    ? skipped(`the embedded one in ${dataDir} belongs to the running server, which is asked instead`)
    : skipped(`the embedded one in ${dataDir} is not running`);
}

function shape(facts: DatabaseFacts): Remark[] {
  const found: Remark[] = [];
  if (!/^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal)$/i.test(facts.timeZone))
    found.push(ok(`the database's own time zone is ${facts.timeZone}; Ringline's sessions are on UTC`));
  if (facts.readOnly)
    found.push(
      problem('PostgreSQL takes no writes (a standby?)', 'point DATABASE_URL at the primary server'),
    );
  if (facts.versionNumber < OLDEST_MAINTAINED)
    found.push(
      warning(
        `PostgreSQL ${facts.version} is no longer maintained`,
        'upgrade to 14 or newer; tests run on 15 and 16',
      ),
    );
  const careless = [
    facts.fsync === 'off' && 'fsync',
    facts.synchronousCommit === 'off' && 'synchronous_commit',
    facts.fullPageWrites === 'off' && 'full_page_writes',
  ].filter((name) => name !== false);
  if (careless.length > 0)
    found.push(
      warning(
        `a power cut loses what was committed: ${careless.join(', ')} off`,
        `ALTER SYSTEM RESET ${careless.join('; ALTER SYSTEM RESET ')}; SELECT pg_reload_conf()`,
      ),
    );
  if (!facts.encrypted && facts.serverIp !== null && isPublic(facts.serverIp))
    found.push(
      warning(
        `everything goes to ${facts.serverIp} in the clear`,
        'append ?sslmode=verify-full to DATABASE_URL, or use a private network',
      ),
    );
  return found;
}

async function connections(facts: DatabaseFacts, { config, redis }: Deployment): Promise<Remark[]> {
  const instances =
    redis && (await redis.silence()) === undefined ? Math.max(1, await redis.liveInstances()) : 1;
  // One more each for upkeep.
  const wanted = instances * (config.stores.databasePoolSize + 1);
  const room = Math.min(facts.ownLimit ?? Infinity, facts.maxConnections - facts.reserved - facts.others);
  const says = `${instances} ${instances === 1 ? 'instance' : 'instances'} of up to ${config.stores.databasePoolSize} connections each, ${room} to be had`;
  if (wanted <= room) return [ok(says)];
  return [
    problem(
      says,
      `lower DATABASE_POOL_SIZE to ${Math.max(1, Math.floor(room / instances) - 1)}, or raise max_connections`,
    ),
  ];
}
