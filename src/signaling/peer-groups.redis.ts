import type { Redis } from 'ioredis';
import {
  AWAY,
  GROUP_TTL_S,
  MAX_EARLY_BYTES,
  MAX_EARLY_SIGNALS,
  type PeerGroups,
  type PeerStatus,
} from './peer-groups.js';
import type { SignalIn } from './signaling.protocol.js';

// Keys: <prefix>:group:<id>:peers hash of connections by peer, whether they want numbers, and which the instance looks after (chain) · :early list of JSON, :early-bytes how large · :answered the peer who took the early signals
const EXIT = `
  if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1], ARGV[3], ARGV[4]) end`;
const LOSE = `
  if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end`;
const KEEP_EARLY = `
  local answered = redis.call('GET', KEYS[2])
  if answered then return answered end
  local bytes = tonumber(redis.call('GET', KEYS[3]) or '0') + #ARGV[1]
  if redis.call('LLEN', KEYS[1]) >= tonumber(ARGV[2]) or bytes > tonumber(ARGV[4]) then return 1 end
  redis.call('RPUSH', KEYS[1], ARGV[1])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  redis.call('SET', KEYS[3], bytes, 'EX', ARGV[3])
  return 0`;
const TAKE_EARLY = `
  redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2], 'NX')
  if redis.call('GET', KEYS[2]) ~= ARGV[1] then return {} end
  return redis.call('LRANGE', KEYS[1], 0, -1)`;

/** Several processes: groups in Redis; early signals never touch a disk of ours. */
export class RedisPeerGroups implements PeerGroups {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  async enter(groupId: string, peerId: string, connectionId: string, wantsSeq: boolean): Promise<void> {
    const key = this.key(groupId, 'peers');
    const peer = {
      [peerId]: connectionId,
      [seqField(peerId)]: wantsSeq ? '1' : '0',
      [chainField(peerId)]: connectionId,
    };
    await this.redis.multi().hset(key, peer).expire(key, GROUP_TTL_S).exec();
  }

  async exit(groupId: string, peerId: string, connectionId: string): Promise<void> {
    const fields = [seqField(peerId), chainField(peerId)];
    await this.redis.eval(EXIT, 1, this.key(groupId, 'peers'), peerId, connectionId, ...fields);
  }

  async drop(groupId: string, peerId: string): Promise<void> {
    await this.redis.hdel(this.key(groupId, 'peers'), peerId, seqField(peerId), chainField(peerId));
  }

  async lose(groupId: string, peerId: string, connectionId: string): Promise<void> {
    await this.redis.eval(LOSE, 1, this.key(groupId, 'peers'), peerId, connectionId, AWAY);
  }

  async find(groupId: string, peerId: string): Promise<PeerStatus> {
    const key = this.key(groupId, 'peers');
    const fields = [peerId, seqField(peerId), chainField(peerId)];
    const [connectionId, wantsSeq, chain] = await this.redis.hmget(key, ...fields);
    if (!connectionId) return 'gone';
    return connectionId === AWAY ? 'away' : { wantsSeq: wantsSeq === '1', chained: chain === connectionId };
  }

  async keepEarly(groupId: string, signal: SignalIn): Promise<'kept' | 'full' | { answeredBy: string }> {
    const answer = await this.redis.eval(
      KEEP_EARLY,
      3,
      this.key(groupId, 'early'),
      this.key(groupId, 'answered'),
      this.key(groupId, 'early-bytes'),
      JSON.stringify(signal),
      MAX_EARLY_SIGNALS,
      GROUP_TTL_S,
      MAX_EARLY_BYTES,
    );
    if (typeof answer === 'string') return { answeredBy: answer };
    return answer === 0 ? 'kept' : 'full';
  }

  async takeEarly(groupId: string, peerId: string): Promise<SignalIn[]> {
    const early = (await this.redis.eval(
      TAKE_EARLY,
      2,
      this.key(groupId, 'early'),
      this.key(groupId, 'answered'),
      peerId,
      GROUP_TTL_S,
    )) as string[];
    return early.map((text) => JSON.parse(text) as SignalIn);
  }

  async restoreEarly(groupId: string, signals: SignalIn[]): Promise<void> {
    const key = this.key(groupId, 'early');
    const texts = signals.map((signal) => JSON.stringify(signal));
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    await this.redis
      .multi()
      .del(key)
      .rpush(key, ...texts)
      .expire(key, GROUP_TTL_S)
      .set(this.key(groupId, 'early-bytes'), bytes, 'EX', GROUP_TTL_S)
      .exec();
  }

  async hasEarly(groupId: string): Promise<boolean> {
    return (await this.redis.exists(this.key(groupId, 'early'))) === 1;
  }

  async close(groupId: string): Promise<void> {
    await this.redis.del(
      this.key(groupId, 'peers'),
      this.key(groupId, 'early'),
      this.key(groupId, 'answered'),
      this.key(groupId, 'early-bytes'),
    );
  }

  private key(groupId: string, part: string): string {
    return `${this.prefix}:group:${groupId}:${part}`;
  }
}

/** Stores the connection's id again: an instance of an older version writes only the other field. */
function chainField(peerId: string): string {
  return `${peerId}:chain`;
}

function seqField(peerId: string): string {
  return `${peerId}:seq`;
}
