import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { Configuration } from '../platform/config/configuration.js';
import type { Principal } from '../platform/access/principal.js';
import { Log } from '../platform/log/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { LiveKitAccess } from './voice.protocol.js';

const TOKEN_TTL_S = 60;
const REQUEST_TIMEOUT_S = 4;
/** Waits before a removal is tried again; longer than a token is good for, all together. */
const RETRY_AFTER_MS = [500, 1000, 2000, 4000, 8000, 16_000, 32_000];
const MAX_PENDING = 1000;

export interface Guest {
  roomId: string;
  identity: string;
  username: string;
  peerId: string;
  userId: string;
  speaks: boolean;
}

/** An SFU that carries the media of voice channels where it is configured. Membership is still decided here. */
@Injectable()
export class LiveKit implements BeforeApplicationShutdown {
  private readonly client?: RoomServiceClient;
  private readonly ending = new AbortController();
  private readonly failures;
  private pending = 0;

  constructor(
    private readonly config: Configuration,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    const { livekitUrl, livekitApiKey, livekitApiSecret } = config.voice;
    if (livekitUrl)
      this.client = new RoomServiceClient(
        livekitUrl.replace(/^ws/, 'http'),
        livekitApiKey,
        livekitApiSecret,
        { requestTimeout: REQUEST_TIMEOUT_S },
      );
    this.failures = metrics.counter(
      'livekit_removals_failed_total',
      'Participants whose removal LiveKit could not be asked for',
    );
  }

  get isUsed(): boolean {
    return this.client !== undefined;
  }

  beforeApplicationShutdown(): void {
    this.ending.abort();
  }

  /** The same for every time a device joins: LiveKit then replaces the previous connection. */
  identityOf({ userId, sessionId }: Principal): string {
    return `${userId}:${createHash('sha256').update(sessionId).digest('base64url').slice(0, 16)}`;
  }

  async admit({ roomId, identity, username, peerId, userId, speaks }: Guest): Promise<LiveKitAccess> {
    const { livekitUrl, livekitApiKey, livekitApiSecret } = this.config.voice;
    const token = new AccessToken(livekitApiKey, livekitApiSecret, {
      identity,
      name: username,
      ttl: TOKEN_TTL_S,
      metadata: JSON.stringify({ peerId, userId }),
    });
    token.addGrant({
      roomJoin: true,
      room: roomId,
      canPublish: speaks,
      canPublishData: speaks,
      canSubscribe: true,
    });
    return { url: livekitUrl!.replace(/^http/, 'ws'), token: await token.toJwt() };
  }

  /** Sent in the background: removing a participant neither waits for LiveKit nor fails with it. */
  remove(roomId: string, identity: string): void {
    if (!this.client) return;
    if (this.pending >= MAX_PENDING) return this.giveUp(new Error('too many removals are pending'));
    this.pending += 1;
    void this.removeAtLast(this.client, roomId, identity).finally(() => (this.pending -= 1));
  }

  private async removeAtLast(client: RoomServiceClient, roomId: string, identity: string): Promise<void> {
    // Tokens that were handed out before are void, where LiveKit knows that.
    const revokeTokenTs = BigInt(Math.floor(Date.now() / 1000) + 1);
    for (const waitMs of [...RETRY_AFTER_MS, 0])
      try {
        await client.removeParticipant(roomId, identity, { revokeTokenTs });
        return;
      } catch (error) {
        // It has left by itself, or had not connected.
        if (statusOf(error) === 404) return;
        if (waitMs === 0 || isRefusal(error)) return this.giveUp(error);
        this.log.warn('a participant could not be removed from LiveKit; trying again', { waitMs, error });
        await pause(waitMs, undefined, { signal: this.ending.signal, ref: false }).catch(() => undefined);
        if (this.ending.signal.aborted) return this.giveUp(error);
      }
  }

  private giveUp(error: unknown): void {
    this.failures.inc();
    this.log.warn('a participant was not removed from LiveKit', { error });
  }
}

function statusOf(error: unknown): number | undefined {
  const status: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** A permanent error, such as a wrong key: a retry does not help. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
}
