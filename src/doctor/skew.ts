const SAMPLES = 3;

/**
 * How far another clock is ahead of ours, in milliseconds; the quickest of a few answers knows best.
 * @param read the other clock, in milliseconds since 1970
 */
export async function measureSkew(read: () => Promise<number>): Promise<number> {
  let best = { tripMs: Number.POSITIVE_INFINITY, skewMs: 0 };
  for (let i = 0; i < SAMPLES; i += 1) {
    const askedAt = Date.now();
    const theirs = await read();
    const answeredAt = Date.now();
    const tripMs = answeredAt - askedAt;
    if (tripMs < best.tripMs) best = { tripMs, skewMs: theirs - (askedAt + answeredAt) / 2 };
  }
  return best.skewMs;
}
