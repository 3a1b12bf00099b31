import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type DatabaseTarget, DatabaseUrlError, readDatabaseUrl } from './database-url.js';

const FILE = path.resolve('package.json');
const read = (rest: string) => readDatabaseUrl(`postgresql://ana:pa%23ss@db.example:6432/app${rest}`);

function faultsOf(given: string): string {
  try {
    readDatabaseUrl(given);
    return '';
  } catch (error) {
    if (!(error instanceof DatabaseUrlError)) throw error;
    return error.message;
  }
}

describe('readDatabaseUrl', () => {
  it('reads what stands before the parameters', () =>
    expect(read('')).toMatchObject({
      host: 'db.example',
      port: 6432,
      user: 'ana',
      password: 'pa#ss',
      database: 'app',
      preparedStatements: true,
    }));

  it.each<[string, Partial<DatabaseTarget>]>([
    ['postgresql://[::1]:5433/app', { host: '::1', port: 5433 }],
    ['postgresql:///app?host=/var/run/postgresql', { host: '/var/run/postgresql', database: 'app' }],
    ['postgresql://%2Fvar%2Frun%2Fpostgresql/app', { host: '/var/run/postgresql' }],
    ['postgres://db/app?user=ana&password=x%26y&port=6000', { user: 'ana', password: 'x&y', port: 6000 }],
  ])('%s', (given, target) => expect(readDatabaseUrl(given)).toMatchObject(target));

  it.each<[string, Partial<DatabaseTarget>]>([
    ['?schema=public', { schema: 'public' }],
    ['?schema=shop', { schema: 'shop' }],
    ['?connection_limit=3', { poolSize: 3 }],
    ['?pool_timeout=7', { poolTimeoutMs: 7000 }],
    ['?connect_timeout=4', { connectTimeoutMs: 4000 }],
    ['?socket_timeout=9', { statementTimeoutMs: 9000 }],
    ['?pgbouncer=true', { preparedStatements: false }],
    ['?pgbouncer=false', { preparedStatements: true }],
    ['?statement_cache_size=0', { preparedStatements: false }],
    ['?application_name=chat', { applicationName: 'chat' }],
    ['?fallback_application_name=chat', { applicationName: 'chat' }],
    ['?options=endpoint%3Dep-cool', { options: 'endpoint=ep-cool' }],
    ['?options=-c%20work_mem%3D8MB', { options: '-c work_mem=8MB' }],
    ['?gssencmode=disable&client_encoding=UTF8', {}],
    ['?sslmode=disable', { ssl: false }],
    ['?sslmode=require', { ssl: {} }],
    ['?sslmode=verify-full', { ssl: {} }],
    ['?ssl=true', { ssl: {} }],
    ['?sslmode=no-verify', { ssl: { rejectUnauthorized: false } }],
    ['?sslmode=require&sslaccept=strict', { ssl: {} }],
    ['?sslmode=require&sslaccept=accept_invalid_certs', { ssl: { rejectUnauthorized: false } }],
    ['?sslmode=require&uselibpqcompat=true', { ssl: { rejectUnauthorized: false } }],
    ['?sslmode=require&sslrootcert=system', { ssl: {} }],
    [
      `?sslmode=verify-ca&sslrootcert=${FILE}`,
      { ssl: { ca: expect.any(Buffer) as never, checkServerIdentity: expect.any(Function) as never } },
    ],
    [
      `?sslmode=verify-full&sslrootcert=${FILE}&sslcert=${FILE}&sslkey=${FILE}`,
      {
        ssl: {
          ca: expect.any(Buffer) as never,
          cert: expect.any(Buffer) as never,
          key: expect.any(Buffer) as never,
        },
      },
    ],
    [
      `?sslmode=require&sslidentity=${FILE}&sslpassword=p`,
      { ssl: { pfx: expect.any(Buffer) as never, passphrase: 'p' } },
    ],
    ['?sslmode=require&sslnegotiation=direct', { sslnegotiation: 'direct' }],
    ['?sslmode=require&channel_binding=require', { channelBinding: 'require' }],
    ['?channel_binding=prefer', { channelBinding: 'prefer' }],
  ])('%s is obeyed', (given, target) => expect(read(given)).toMatchObject(target));

  it.each([
    ['?schema=a-b', 'schema'],
    ['?schema=security', 'schema'],
    ['?connection_limit=0', 'connection_limit'],
    ['?connection_limit=many', 'connection_limit'],
    ['?pool_timeout=0', 'pool_timeout'],
    ['?connect_timeout=0', 'connect_timeout'],
    ['?socket_timeout=1.5', 'socket_timeout'],
    ['?pgbouncer=1', 'pgbouncer'],
    ['?statement_cache_size=100', 'statement_cache_size'],
    ['?sslmode=prefer', 'sslmode'],
    ['?sslmode=allow', 'sslmode'],
    ['?sslmode=on', 'sslmode'],
    ['?sslmode=verify-ca', 'sslmode'],
    ['?sslaccept=strict', 'sslaccept'],
    ['?sslmode=require&sslaccept=yes', 'sslaccept'],
    [`?sslmode=require&sslcert=${FILE}`, 'sslcert'],
    [`?sslmode=require&sslkey=${FILE}`, 'sslkey'],
    ['?sslmode=require&sslrootcert=/no/such/file', 'sslrootcert'],
    [`?sslrootcert=${FILE}`, 'sslrootcert'],
    ['?sslnegotiation=direct', 'sslnegotiation'],
    ['?channel_binding=require', 'channel_binding'],
    ['?gssencmode=require', 'gssencmode'],
    ['?client_encoding=latin1', 'client_encoding'],
    ['?target_session_attrs=read-write', 'target_session_attrs'],
    ['?dbname=app', 'dbname'],
    ['?statement_timeout=1', 'statement_timeout'],
    ['?keepalives_idle=1', 'keepalives_idle'],
    ['?options=-c%20timezone%3DAsia/Tokyo', 'options: timezone'],
    ['?options=--statement-timeout%3D5s', 'options: statement-timeout'],
    ['?options=-csearch_path%3Dx', 'options: search_path'],
    ['?single_use_connections=true', 'single_use_connections'],
    ['?sslMode=require', 'sslMode'],
    ['?made_up=1', 'made_up'],
    ['?schema=a&schema=b', 'schema'],
  ])('%s is refused by name', (given, name) => {
    expect(() => read(given)).toThrow(DatabaseUrlError);
    expect(() => read(given)).toThrow(name);
  });

  it.each([
    ['a password that is not encoded', 'postgresql://ana:sec#ret@db/app'],
    ['no host that could be one', 'postgresql://ana:sec/ret@db/app'],
    ['a percent sign by itself', 'postgresql://ana:sec%ret@db/app'],
    ['several servers', 'postgresql://ana@a.example,b.example/app'],
    ['a password that reads like parameters', 'postgresql://db/app?password=x&sec%20ret!=1'],
  ])('%s is refused without being shown', (_, given) => {
    expect(faultsOf(given)).not.toBe('');
    expect(faultsOf(given)).not.toMatch(/sec/);
  });
});
