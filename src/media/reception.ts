import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import type { Arriving } from '../platform/http/uploads.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { mediaErrors } from './media.errors.js';
import { faultOfPace, type Pace, slowest } from './reception.policy.js';

/** As many as a message has pictures; a page sends all of them at once. */
const AT_ONCE_PER_USER = 10;
const AT_ONCE = 1000;
const LOOK_INTERVAL_MS = 1000;
const MEBIBYTE = 1024 * 1024;

interface Arrival extends Pace, Arriving {
  ownerId: string;
  end: (error: Error) => void;
  /** Whether all of it is there. */
  complete: boolean;
}

/**
 * Uploads in transit. They take no place in the image processor before all of their bytes have arrived: a slow or stalled
 * client keeps no other waiting. Their bytes are held in memory, so the total is bounded; where the bound is reached, the
 * slowest upload is cut off and has to be repeated.
 */
@Injectable()
export class Reception implements OnApplicationBootstrap {
  private readonly arrivals = new Set<Arrival>();
  private held = 0;
  private readonly mostBytes: number;
  private readonly limits;

  constructor(
    config: Configuration,
    private readonly schedule: Schedule,
    metrics: Metrics,
  ) {
    const one = config.media.maxBytes;
    this.mostBytes = Math.max(4 * one, Math.min(16 * one, 256 * MEBIBYTE));
    this.limits = { stallMs: config.media.stallS * 1000, minBytesPerS: config.media.minBytesPerS };
    metrics.gauge('media_bytes_arriving', 'Bytes of uploads in memory', () => this.held);
  }

  onApplicationBootstrap(): void {
    this.schedule.every(LOOK_INTERVAL_MS, 'uploads could not be looked at', () => this.look(), 'debug');
  }

  /**
   * @param work receives the bytes and then processes them, which takes memory; they count until it ends
   * @throws too_many_uploads, media_busy
   */
  async admit<T>(ownerId: string, work: (arriving: Arriving) => Promise<T>): Promise<T> {
    const own = [...this.arrivals].filter((arrival) => arrival.ownerId === ownerId);
    if (own.length >= AT_ONCE_PER_USER) throw mediaErrors.too_many_uploads({ retryAfterMs: 2000 });
    if (this.arrivals.size >= AT_ONCE && !this.makeRoom()) throw busy();
    const arrival = this.begin(ownerId);
    try {
      return await work(arrival);
    } finally {
      this.leave(arrival);
    }
  }

  private begin(ownerId: string): Arrival {
    const now = performance.now();
    let end!: (error: Error) => void;
    const ended = new Promise<never>((_, reject) => (end = reject));
    ended.catch(() => undefined);
    const arrival: Arrival = {
      ownerId,
      startedAt: now,
      lastAt: now,
      bytes: 0,
      complete: false,
      end,
      ended,
      took: (bytes) => this.took(arrival, bytes),
      done: () => (arrival.complete = true),
    };
    this.arrivals.add(arrival);
    return arrival;
  }

  private took(arrival: Arrival, bytes: number): void {
    arrival.lastAt = performance.now();
    // Bytes that were released no longer count.
    if (!this.arrivals.has(arrival)) return;
    arrival.bytes += bytes;
    this.held += bytes;
    while (this.held > this.mostBytes)
      if (!this.makeRoom()) {
        arrival.end(busy());
        this.leave(arrival);
        return;
      }
  }

  private makeRoom(): boolean {
    const coming = [...this.arrivals].filter(({ complete }) => !complete);
    const victim = slowest(coming, performance.now());
    victim?.end(busy());
    if (victim) this.leave(victim);
    return victim !== undefined;
  }

  private leave(arrival: Arrival): void {
    if (this.arrivals.delete(arrival)) this.held -= arrival.bytes;
  }

  private look(): void {
    const now = performance.now();
    for (const arrival of this.arrivals) {
      const fault = arrival.complete ? undefined : faultOfPace(arrival, now, this.limits);
      if (fault === undefined) continue;
      arrival.end(mediaErrors[fault]());
      this.leave(arrival);
    }
  }
}

function busy(): Error {
  return mediaErrors.media_busy({ retryAfterMs: 2000 });
}
