import { redisAway, redisRefuses } from './redis-away.js';

/**
 * Conditions of the stores that pass by themselves or once an operator has acted, as opposed to a statement that is wrong. They come as
 * SQLSTATEs, as codes of Prisma and Node, as kinds of Prisma's adapter, or only as words.
 */
const SQLSTATES = [
  '08', // connection exception
  '25006', // read-only: a standby, after a fail-over
  '25P03', // idle in a transaction for too long
  '25P04', // a transaction took too long
  '28', // our credentials are not accepted, or no longer
  '3D000', // the database is not there
  '40001', // could not be serialized
  '40003', // nobody knows whether it was committed
  '40P01', // deadlock
  '53', // too many connections, full disks, no memory
  '55006', // object in use
  '55P03', // a lock was not to be had in time
  '57014', // cancelled, by a limit of time for instance
  '57P0', // shutting down, starting up, crashed, dropped
  '58', // the operating system failed
];
const CODES = new RegExp(
  `^(?:(?:${SQLSTATES.join('|')})|P(?:1000|1001|1002|1003|1008|1010|1011|1017|2024|2028|2034|2037)$|E(?:CONN|PIPE|NOENT|TIMEDOUT|HOSTUNREACH|NETUNREACH|NETDOWN|HOSTDOWN|NOTFOUND|AI_AGAIN|MFILE|NFILE))`,
);
const KINDS = new Set([
  'AuthenticationFailed',
  'ConnectionClosed',
  'DatabaseAccessDenied',
  'DatabaseDoesNotExist',
  'DatabaseNotReachable',
  'SocketTimeout',
  'TlsConnectionError',
  'TooManyConnections',
  'TransactionWriteConflict',
]);
const WORDS =
  /Connection terminated|Can't reach database|timeout exceeded when trying to connect|Query read timeout|is not queryable|Cannot use a pool after calling end|ECONNREFUSED|DatabaseNotReachable|ConnectionClosed/;
const DEPTH = 8;

/** Which condition of the database or Redis an error reports, or undefined for any other error. */
export function awayCondition(thrown: unknown, depth = 0): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || depth > DEPTH) return undefined;
  // Prisma's adapter keeps PostgreSQL's error in a cause that is no Error.
  const error = thrown as Record<string, unknown>;
  for (const code of [error['originalCode'], error['code']])
    if (typeof code === 'string' && CODES.test(code)) return code;
  if (typeof error['kind'] === 'string' && KINDS.has(error['kind'])) return error['kind'];
  const { meta } = error;
  const below =
    awayCondition(error['cause'], depth + 1) ??
    (typeof meta === 'object' && meta !== null
      ? awayCondition((meta as Record<string, unknown>)['driverAdapterError'], depth + 1)
      : undefined);
  if (below !== undefined) return below;
  if (!(thrown instanceof Error)) return undefined;
  if (redisAway(thrown)) return redisRefuses(thrown)?.split(' ', 1)[0] ?? thrown.message;
  return WORDS.exec(`${thrown.name} ${thrown.message}`)?.[0];
}

/** Whether an error says that the database or Redis cannot do it now, as opposed to a bad query. */
export function storeAway(thrown: unknown): boolean {
  return awayCondition(thrown) !== undefined;
}
