import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';

/** Parses DATABASE_URL: where PostgreSQL is, and the connection options. */
export interface DatabaseTarget {
  host?: string;
  port?: number;
  user?: string;
  password?: string;
  database?: string;
  ssl?: boolean | ConnectionOptions;
  sslnegotiation?: 'postgres' | 'direct';
  channelBinding: 'disable' | 'prefer' | 'require';
  applicationName: string;
  /** Sent when a connection begins, as it was given. */
  options?: string;
  schema?: string;
  poolSize?: number;
  poolTimeoutMs?: number;
  connectTimeoutMs?: number;
  statementTimeoutMs?: number;
  /** False where the URL says that a pooler stands in between which cannot keep prepared statements. */
  preparedStatements: boolean;
}

/** Every message is a sentence that names the parameter and never shows a value. */
export class DatabaseUrlError extends Error {
  constructor(readonly faults: string[]) {
    super(faults.join('\n'));
  }
}

interface Reading {
  target: DatabaseTarget;
  get: (name: string) => string | undefined;
  refuse: (sentence: string) => void;
}

/** Set for every connection; see `session-settings.ts`. */
const OURS =
  /^(timezone|datestyle|intervalstyle|search_path|statement_timeout|lock_timeout|idle_in_transaction_session_timeout|tcp_user_timeout|tcp_keepalives_\w+|default_transaction_isolation|standard_conforming_strings)$/i;

/** Alternatives to libpq parameters that this server does not support, or handles itself. */
const REFUSED: Record<string, string> = {
  dbname: 'write the name of the database into the path, as in postgresql://host:5432/name',
  hostaddr: 'write the address in place of the host',
  target_session_attrs: 'one server is used, and it must take writes; leave it out',
  load_balance_hosts: 'one server is used; leave it out',
  replication: 'leave it out',
  service: 'write out where the server is; leave it out',
  passfile: 'set PGPASSFILE in the environment instead',
  sslcrl: 'revocation lists are not read; leave it out',
  sslcrldir: 'revocation lists are not read; leave it out',
  max_connection_lifetime: 'connections are kept as long as they work; leave it out',
  max_idle_connection_lifetime: 'idle connections are closed after 10 seconds; leave it out',
  single_use_connections: 'connections are always used again; leave it out',
};

const PARAMETERS: Record<string, (value: string, reading: Reading) => void> = {
  schema: (value, { target, refuse }) => {
    target.schema = value;
    if (!/^[A-Za-z_][A-Za-z0-9_$]{0,62}$/.test(value) || value.startsWith('pg_'))
      refuse('schema: must be the name of one schema (letters, digits, _)');
    if (value === 'security') refuse('schema: security is where the audit log is kept; choose another');
  },
  connection_limit: (value, { target, refuse }) =>
    (target.poolSize = whole('connection_limit', value, 1, 200, refuse)),
  pool_timeout: (value, { target, refuse }) =>
    (target.poolTimeoutMs = seconds('pool_timeout', value, refuse)),
  connect_timeout: (value, { target, refuse }) =>
    (target.connectTimeoutMs = seconds('connect_timeout', value, refuse)),
  socket_timeout: (value, { target, refuse }) =>
    (target.statementTimeoutMs = seconds('socket_timeout', value, refuse)),
  pgbouncer: (value, { target, refuse }) => {
    oneOf('pgbouncer', value, ['true', 'false'], refuse);
    if (value === 'true') target.preparedStatements = false;
  },
  statement_cache_size: (value, { target, refuse }) => {
    if (value !== '0')
      refuse(
        'statement_cache_size: only 0 (no prepared statements) can be obeyed; otherwise leave it out, DATABASE_PREPARED_STATEMENTS says whether statements are prepared',
      );
    target.preparedStatements = false;
  },
  application_name: (value, { target }) => (target.applicationName = value),
  fallback_application_name: (value, { target, get }) => {
    if (get('application_name') === undefined) target.applicationName = value;
  },
  options: (value, { target, refuse }) => {
    target.options = value;
    for (const [, name] of value.matchAll(/(?:-c\s*|--)([\w.-]+)\s*=/g))
      if (OURS.test(name!.replaceAll('-', '_')))
        refuse(`options: ${name} is set by Ringline itself on every connection; take it out`);
  },
  channel_binding: (value, { target, refuse }) =>
    (target.channelBinding =
      oneOf('channel_binding', value, ['disable', 'prefer', 'require'], refuse) ?? 'prefer'),
  gssencmode: (value, { refuse }) => {
    if (value === 'require')
      refuse('gssencmode: encryption by GSSAPI cannot be done; use sslmode=verify-full');
    else oneOf('gssencmode', value, ['disable', 'prefer'], refuse);
  },
  client_encoding: (value, { refuse }) => {
    if (!/^(utf-?8|unicode|auto)$/i.test(value)) refuse('client_encoding: must be utf8; leave it out');
  },
  user: (value, { target }) => (target.user = value),
  password: (value, { target }) => (target.password = value),
  host: (value, { target, refuse }) => {
    if (value.includes(',')) refuse('host: names several servers; name one');
    target.host = value;
  },
  port: (value, { target, refuse }) => (target.port = whole('port', value, 1, 65535, refuse)),
  ...Object.fromEntries(
    [
      'sslmode',
      'sslaccept',
      'sslrootcert',
      'sslcert',
      'sslkey',
      'sslidentity',
      'sslpassword',
      'sslnegotiation',
      'ssl',
      'uselibpqcompat',
    ].map((name) => [name, () => undefined]),
  ),
};

/**
 * Reads a connection string as PostgreSQL, Prisma and `pg` document them. Every parameter is obeyed or refused.
 * @throws DatabaseUrlError
 */
export function readDatabaseUrl(given: string): DatabaseTarget {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || url.hash !== '')
    throw new DatabaseUrlError([
      'cannot be read; it must look like postgresql://user:password@host:5432/name, with characters such as # / ? @ % in the password percent-encoded (# as %23)',
    ]);
  const faults: string[] = [];
  const refuse = (sentence: string) => void faults.push(sentence);
  const decode = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      refuse('a % in it is not followed by two hexadecimal digits; write % as %25');
      return text;
    }
  };
  const target: DatabaseTarget = {
    ...(url.hostname && { host: decode(url.hostname.replace(/^\[(.*)\]$/, '$1')) }),
    ...(url.port && { port: Number(url.port) }),
    ...(url.username && { user: decode(url.username) }),
    ...(url.password && { password: decode(url.password) }),
    ...(url.pathname.length > 1 && { database: decode(url.pathname.slice(1)) }),
    channelBinding: 'disable',
    applicationName: 'ringline',
    preparedStatements: true,
  };
  if (target.host?.includes(',')) refuse('it names several servers; name one');
  const get = (name: string) => url.searchParams.get(name) ?? undefined;
  const reading: Reading = { target, get, refuse };
  for (const name of new Set(url.searchParams.keys())) {
    const [value, ...more] = url.searchParams.getAll(name);
    if (more.length > 0) refuse(`${shown(name)}: is there more than once`);
    else if (Object.hasOwn(PARAMETERS, name)) PARAMETERS[name]!(value!, reading);
    else if (Object.hasOwn(REFUSED, name)) refuse(`${name}: ${REFUSED[name]}`);
    else if (OURS.test(name) || /^(keepalives\w*|query_timeout)$/.test(name))
      refuse(`${name}: is set by Ringline itself on every connection; leave it out`);
    else
      refuse(
        `${shown(name)}: is not a parameter that can be obeyed; leave it out (known are ${Object.keys(PARAMETERS).join(', ')})`,
      );
  }
  readTls(reading);
  if (faults.length > 0) throw new DatabaseUrlError(faults);
  return target;
}

/** A name may be a piece of a password with an `&` in it: only text that looks like a parameter is repeated. */
function shown(name: string): string {
  return /^[a-z][a-z_]{1,40}$/i.test(name) ? `the parameter ${name}` : 'one of its parameters';
}

function readTls({ target, get, refuse }: Reading): void {
  const tls: ConnectionOptions = {};
  const file = (name: string) => {
    const path = get(name);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path);
    } catch {
      refuse(`${name}: the file cannot be read; correct its path, which is taken from the working directory`);
      return undefined;
    }
  };
  const libpq = oneOf('uselibpqcompat', get('uselibpqcompat'), ['true', 'false'], refuse) === 'true';
  const ssl = oneOf('ssl', get('ssl'), ['true', '1', 'false', '0', 'no-verify'], refuse);
  const modes = ['disable', 'require', 'verify-ca', 'verify-full', 'no-verify'];
  const given = get('sslmode');
  if (given === 'prefer' || given === 'allow')
    refuse(
      `sslmode: ${given} cannot be obeyed; say require or verify-full to encrypt, or disable where the network is your own`,
    );
  else if (given !== undefined) oneOf('sslmode', given, modes, refuse);
  const accept = oneOf('sslaccept', get('sslaccept'), ['strict', 'accept_invalid_certs'], refuse);
  const named = ['sslrootcert', 'sslcert', 'sslkey', 'sslidentity', 'sslpassword'].filter((name) =>
    get(name),
  );
  const mode = given ?? (ssl === undefined ? undefined : SSL[ssl]);
  if ((mode === undefined || mode === 'disable') && (named.length > 0 || accept))
    return refuse(`${named[0] ?? 'sslaccept'}: needs sslmode=require or sslmode=verify-full beside it`);

  if (get('sslrootcert') && get('sslrootcert') !== 'system') tls.ca = file('sslrootcert');
  if (get('sslcert') && !get('sslkey'))
    refuse(
      'sslcert: is the certificate of the client and needs sslkey; the certificate of the server, or of who signed it, goes into sslrootcert',
    );
  if (get('sslkey') && !get('sslcert')) refuse('sslkey: needs sslcert');
  tls.cert = file('sslcert');
  tls.key = file('sslkey');
  tls.pfx = file('sslidentity');
  if (get('sslpassword')) tls.passphrase = get('sslpassword');
  if (mode === 'no-verify' || accept === 'accept_invalid_certs') tls.rejectUnauthorized = false;
  if (mode === 'verify-ca' || (libpq && mode === 'require' && tls.ca)) {
    if (!tls.ca) refuse('sslmode: verify-ca needs sslrootcert; or say verify-full');
    tls.checkServerIdentity = () => undefined;
  } else if (libpq && mode === 'require') tls.rejectUnauthorized = false;

  const negotiation = oneOf('sslnegotiation', get('sslnegotiation'), ['postgres', 'direct'], refuse);
  if (negotiation === 'direct' && (mode === undefined || mode === 'disable'))
    refuse('sslnegotiation: direct needs sslmode=require or sslmode=verify-full');
  target.sslnegotiation = negotiation;
  if (target.channelBinding === 'require' && (mode === undefined || mode === 'disable'))
    refuse('channel_binding: require needs sslmode=require or sslmode=verify-full');
  if (mode === undefined) return;
  target.ssl =
    mode !== 'disable' && Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
}

const SSL: Record<string, string> = {
  true: 'verify-full',
  '1': 'verify-full',
  false: 'disable',
  '0': 'disable',
  'no-verify': 'no-verify',
};

type Refuse = Reading['refuse'];

function oneOf<T extends string>(
  name: string,
  value: string | undefined,
  values: T[],
  refuse: Refuse,
): T | undefined {
  if (value === undefined || values.includes(value as T)) return value as T | undefined;
  refuse(`${name}: must be ${values.slice(0, -1).join(', ')} or ${values.at(-1)}`);
  return undefined;
}

function whole(name: string, value: string, min: number, max: number, refuse: Refuse): number | undefined {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  refuse(`${name}: must be a whole number from ${min} to ${max}`);
  return undefined;
}

function seconds(name: string, value: string, refuse: Refuse): number | undefined {
  const given = whole(name, value, 1, 300, refuse);
  return given === undefined ? undefined : given * 1000;
}
