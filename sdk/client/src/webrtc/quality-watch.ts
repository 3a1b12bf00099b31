import {
  qualityBetween,
  rate,
  sampleOf,
  summaryOf,
  type MediaQuality,
  type MediaSample,
  type QualityRating,
} from './media-quality.js';

const EVERY_MS = 2_000;

/** How good the connection was during the last two seconds. */
export interface RatedQuality extends MediaQuality {
  rating: QualityRating;
}

/** Looks at a connection's statistics every two seconds. */
export class QualityWatch {
  readonly #stretches: MediaQuality[] = [];
  readonly #timer: ReturnType<typeof setInterval>;
  #last?: MediaSample;

  constructor(
    private readonly getStats: () => Promise<RTCStatsReport>,
    private readonly onQuality: (quality: RatedQuality) => void,
  ) {
    void this.#look();
    this.#timer = setInterval(() => void this.#look(), EVERY_MS);
  }

  /** From now on another connection is looked at, which counts from 0. */
  turn(): void {
    this.#last = undefined;
  }

  /** @returns a summary from the beginning */
  stop(): MediaQuality {
    clearInterval(this.#timer);
    return summaryOf(this.#stretches);
  }

  async #look(): Promise<void> {
    const report = await this.getStats().catch(() => undefined);
    if (!report) return;
    const sample = sampleOf(report);
    const quality = qualityBetween(this.#last, sample);
    this.#last = sample;
    this.#stretches.push(quality);
    const rating = rate(quality);
    if (rating) this.onQuality({ ...quality, rating });
  }
}
