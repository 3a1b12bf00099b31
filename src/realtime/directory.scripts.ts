// Keys under <prefix>:conn:  u:<user> and a:<address> sets of connections · i:<instance> set of entries ·
// members, guests sets of users · instances sorted set of lease ends (milliseconds of Redis' own clock) ·
// confirmed set of instances that have acted on what the directory told them when it did not know them.
const NOW = `
    local now = redis.call('TIME')
    now = now[1] * 1000 + math.floor(now[2] / 1000)`;

/** Each change of the directory is one atomic script. What a script wrote may hold although its reply was lost. */
export const DIRECTORY_SCRIPTS = {
  // An entry never stands without a lease: of an instance that died before this ran, somebody will find it.
  directoryOpen: `${NOW}
    local p, me, entry, user, conn, guest, address = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
    if tonumber(ARGV[8]) <= redis.call('SCARD', p..'u:'..user) then return -1 end
    if tonumber(ARGV[9]) <= redis.call('SCARD', p..'a:'..address) then return -2 end
    redis.call('ZADD', p..'instances', 'NX', now + ARGV[10], me)
    redis.call('SADD', p..'i:'..me, entry)
    redis.call('SADD', p..'a:'..address, conn)
    redis.call('SADD', p..'u:'..user, conn)
    redis.call('SADD', p..(guest == '1' and 'guests' or 'members'), user)
    return redis.call('SCARD', p..'u:'..user)`,
  directoryClose: `
    local p, user, conn, address = ARGV[1], ARGV[4], ARGV[5], ARGV[7]
    redis.call('SREM', p..'i:'..ARGV[2], ARGV[3])
    redis.call('SREM', p..'a:'..address, conn)
    redis.call('SREM', p..'u:'..user, conn)
    local left = redis.call('SCARD', p..'u:'..user)
    if left == 0 then redis.call('SREM', p..'members', user) redis.call('SREM', p..'guests', user) end
    return left`,
  // Whoever comes after its own lease has ended cannot tell who else was away, since Redis itself may have stood still:
  // everybody gets another lease then, and nobody is taken for dead.
  directoryBeat: `${NOW}
    local p, me, lease = ARGV[1], ARGV[2], tonumber(ARGV[3])
    local ended = tonumber(redis.call('ZSCORE', p..'instances', me) or '+inf') <= now
    local known = redis.call('SISMEMBER', p..'confirmed', me)
    redis.call('ZADD', p..'instances', now + lease, me)
    local gone = {}
    for _, instance in ipairs(redis.call('ZRANGEBYSCORE', p..'instances', ended and '(0' or '-inf', now)) do
      if ended then
        redis.call('ZADD', p..'instances', now + lease, instance)
      else
        for _, entry in ipairs(redis.call('SMEMBERS', p..'i:'..instance)) do
          local user, conn, address = string.match(entry, '^(%S+) (%S+) %S+ (.*)$')
          redis.call('SREM', p..'a:'..address, conn)
          redis.call('SREM', p..'u:'..user, conn)
          if redis.call('SCARD', p..'u:'..user) == 0 then
            redis.call('SREM', p..'members', user) redis.call('SREM', p..'guests', user)
            table.insert(gone, user)
          end
        end
        redis.call('DEL', p..'i:'..instance)
        redis.call('ZREM', p..'instances', instance)
        redis.call('SREM', p..'confirmed', instance)
      end
    end
    return {known, redis.call('SCARD', p..'i:'..me), gone}`,
} as const;

export type DirectoryScripts = Record<
  keyof typeof DIRECTORY_SCRIPTS,
  (...args: (string | number)[]) => Promise<unknown>
>;
