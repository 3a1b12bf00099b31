/** Detects speakers by their loudness: short pauses between words do not count. */

const LOUD = 0.015;
const HOLD_MS = 700;

export class Speaking {
  readonly #lastLoud = new Map<string, number>();

  /**
   * @param levels 0 to 1, by speaker
   * @param nowMs any clock
   * @returns the current speakers
   */
  hear(levels: ReadonlyMap<string, number>, nowMs: number): Set<string> {
    for (const [speaker, level] of levels) if (level >= LOUD) this.#lastLoud.set(speaker, nowMs);
    for (const speaker of this.#lastLoud.keys()) if (!levels.has(speaker)) this.#lastLoud.delete(speaker);
    return new Set([...this.#lastLoud].filter(([, at]) => nowMs - at < HOLD_MS).map(([speaker]) => speaker));
  }
}
