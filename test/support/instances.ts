/** The instances that the running project shares, started before its first test. */

declare global {
  /** Set by jest.config.mjs. */
  var TEST_PROJECT: string;
}

/** The project that the current file runs in: one, two, embedded ... */
export function project(): string {
  return globalThis.TEST_PROJECT;
}

export function instanceUrls(): string[] {
  const urls = process.env[`TEST_INSTANCES_${project()}`]?.split(',').filter(Boolean) ?? [];
  if (urls.length === 0)
    throw new Error(`The project "${project()}" shares no instances: start one with startServer().`);
  return urls;
}

/** Seats go round: the first person sits at the first instance, the second at the second, and so on. */
export function instanceUrl(seat = 0): string {
  const urls = instanceUrls();
  return urls[seat % urls.length]!;
}
