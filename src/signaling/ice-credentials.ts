import { createHmac } from 'node:crypto';
import type { Configuration } from '../platform/config/configuration.js';
import type { IceServer, IceServers } from './signaling.protocol.js';

/** STUN, and TURN with time-limited credentials (coturn's use-auth-secret; draft-uberti-behave-turn-rest-00). */
export function iceServersFor(
  { calls: { stunUrls, turnUrls, turnSecret, turnTtlS } }: Configuration,
  userId: string,
): IceServers {
  const iceServers: IceServer[] = stunUrls.length > 0 ? [{ urls: stunUrls }] : [];
  if (turnUrls.length > 0 && turnSecret) {
    const username = `${Math.floor(Date.now() / 1000) + turnTtlS}:${userId}`;
    iceServers.push({
      urls: turnUrls,
      username,
      credential: createHmac('sha1', turnSecret).update(username).digest('base64'),
    });
  }
  return { iceServers, ttlSeconds: turnTtlS };
}
