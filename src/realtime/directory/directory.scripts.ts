// Keys under <prefix>:conn:  u:<user> and a:<ip> sets of connections · i:<instance> set of entries ·
// members, guests sets of users · instances sorted set of lease ends (milliseconds of Redis' own clock) ·
// confirmed set of instances that have acted on what the directory answered when it did not know them ·
// n:<instance> hash of how many entries it has by a:<ip> and u:<user> · b:<ip> how many a dead instance had lately.
const NOW = `
    local now = redis.call('TIME')
    now = now[1] * 1000 + math.floor(now[2] / 1000)`;

// How many of the entries are left by instances that seem dead: nobody listens to their channel, which a killed process
// leaves at once, or they missed a beat. Their lease is not over, so they count as online; against limits they do not count.
const LOST = `
    local function lost(p, me, channel, lease, field)
      local sum = 0
      for _, instance in ipairs(redis.call('ZRANGE', p..'instances', 0, -1)) do
        if instance ~= me and (tonumber(redis.call('ZSCORE', p..'instances', instance)) < now + lease / 2
          or tonumber(redis.call('PUBSUB', 'NUMSUB', channel..instance)[2]) == 0) then
          sum = sum + tonumber(redis.call('HGET', p..'n:'..instance, field) or 0)
        end
      end
      return sum
    end`;
const COUNT = `
    local function count(p, me, user, ip, by)
      for _, field in ipairs({'a:'..ip, 'u:'..user}) do
        if redis.call('HINCRBY', p..'n:'..me, field, by) <= 0 then redis.call('HDEL', p..'n:'..me, field) end
      end
    end`;
/** How long those of a dead instance are given to come back, in seconds. */
const COME_BACK_S = 120;

/** Each change of the directory is one atomic script. Its writes may have been applied although its reply was lost. */
export const DIRECTORY_SCRIPTS = {
  // An entry never exists without a lease: if its instance died before this ran, another one will find it.
  directoryOpen: `${NOW}${LOST}${COUNT}
    local p, me, entry, user, conn, guest, ip = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
    local function full(set, limit)
      local excess = redis.call('SCARD', p..set) - tonumber(limit)
      return excess >= 0 and excess >= lost(p, me, ARGV[11], ARGV[10], set)
    end
    if full('u:'..user, ARGV[8]) then return -1 end
    if full('a:'..ip, ARGV[9]) then return -2 end
    redis.call('ZADD', p..'instances', 'NX', now + ARGV[10], me)
    if redis.call('SADD', p..'i:'..me, entry) == 1 then count(p, me, user, ip, 1) end
    redis.call('SADD', p..'a:'..ip, conn)
    redis.call('SADD', p..'u:'..user, conn)
    redis.call('SADD', p..(guest == '1' and 'guests' or 'members'), user)
    return redis.call('SCARD', p..'u:'..user)`,
  directoryClose: `${COUNT}
    local p, user, conn, ip = ARGV[1], ARGV[4], ARGV[5], ARGV[7]
    if redis.call('SREM', p..'i:'..ARGV[2], ARGV[3]) == 1 then count(p, ARGV[2], user, ip, -1) end
    redis.call('SREM', p..'a:'..ip, conn)
    redis.call('SREM', p..'u:'..user, conn)
    local left = redis.call('SCARD', p..'u:'..user)
    if left == 0 then redis.call('SREM', p..'members', user) redis.call('SREM', p..'guests', user) end
    return left`,
  // An instance that comes after its own lease has expired cannot tell which others are dead, since Redis itself may have hung:
  // all of them get another lease then, and none is declared dead.
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
          local user, conn, ip = string.match(entry, '^(%S+) (%S+) %S+ (.*)$')
          redis.call('SREM', p..'a:'..ip, conn)
          redis.call('SREM', p..'u:'..user, conn)
          if redis.call('SCARD', p..'u:'..user) == 0 then
            redis.call('SREM', p..'members', user) redis.call('SREM', p..'guests', user)
            table.insert(gone, user)
          end
        end
        local counts = redis.call('HGETALL', p..'n:'..instance)
        for i = 1, #counts, 2 do
          if string.sub(counts[i], 1, 2) == 'a:' then
            redis.call('INCRBY', p..'b:'..string.sub(counts[i], 3), counts[i + 1])
            redis.call('EXPIRE', p..'b:'..string.sub(counts[i], 3), ${COME_BACK_S})
          end
        end
        redis.call('DEL', p..'i:'..instance, p..'n:'..instance)
        redis.call('ZREM', p..'instances', instance)
        redis.call('SREM', p..'confirmed', instance)
      end
    end
    return {known, redis.call('SCARD', p..'i:'..me), gone}`,
  directoryLost: `${NOW}${LOST}
    local p, ip = ARGV[1], ARGV[5]
    return lost(p, ARGV[2], ARGV[3], ARGV[4], 'a:'..ip) + tonumber(redis.call('GET', p..'b:'..ip) or 0)`,
} as const;

export type DirectoryScripts = Record<
  keyof typeof DIRECTORY_SCRIPTS,
  (...args: (string | number)[]) => Promise<unknown>
>;
