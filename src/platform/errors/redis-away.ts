/**
 * Errors of a Redis that answers but refuses commands until a condition passes or is repaired: a replica, full, unable to save,
 * starting, a part of a cluster, a Sentinel, a user without permissions. Redis 6 puts them after the name of a script.
 */
const REFUSES =
  /(^|: -)(READONLY|OOM|MISCONF|NOREPLICAS|MASTERDOWN|LOADING|BUSY|CLUSTERDOWN|MOVED|ASK|CROSSSLOT|TRYAGAIN|NOPERM|NOAUTH|WRONGPASS|NOSCRIPT|EXECABORT)\b|^ERR unknown command|^ERR The user executing the script can't run/;
const UNREACHED = /Stream isn't writeable|Connection is closed|connection close|Command timed out/;

/** Redis has not answered lately; nothing is sent to it before it does. */
export class RedisSilent extends Error {
  override readonly name = 'RedisSilent';

  constructor() {
    super('Redis does not answer');
  }
}

/** Why Redis refuses, in its own words; undefined when it cannot be reached or the error is not one of these. */
export function redisRefuses(error: Error): string | undefined {
  return error.name === 'ReplyError' && REFUSES.test(error.message) ? error.message : undefined;
}

/** Whether Redis cannot be used now, as opposed to having been asked something wrong. */
export function redisAway(error: Error): boolean {
  return (
    error instanceof RedisSilent ||
    error.name === 'MaxRetriesPerRequestError' ||
    UNREACHED.test(error.message) ||
    redisRefuses(error) !== undefined
  );
}
