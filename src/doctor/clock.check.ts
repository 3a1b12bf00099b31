import { ok, problem, type Remark, warning } from './finding.js';
import type { Deployment } from './deployment.js';

const NOTICED_MS = 1000;
/** Tokens are believed half a minute early or late; before that limit instances begin to disagree. */
const HARMFUL_MS = 10_000;
/** The Date header has whole seconds. */
const HEADER_STEP_MS = 1000;

/** Tokens, TURN credentials and sessions all compare the clocks of different machines. */
export async function checkClocks({ database, redis, http }: Deployment): Promise<Remark[]> {
  const clocks: [string, () => Promise<number | undefined>][] = [
    ['PostgreSQL', async () => ((await database?.silence()) === undefined ? database?.skewMs() : undefined)],
    ['Redis', async () => ((await redis?.silence()) === undefined ? redis?.skewMs() : undefined)],
    [http.url.host, async () => ((await http.silence()) === undefined ? headerSkewMs() : undefined)],
  ];
  const measured = await Promise.all(
    clocks.map(async ([name, measure]) => ({ name, skewMs: await measure() })),
  );
  const known = measured.filter(
    (clock): clock is { name: string; skewMs: number } => clock.skewMs !== undefined,
  );
  const wrong = known.filter(({ skewMs }) => Math.abs(skewMs) > NOTICED_MS);
  if (known.length === 0) return [];
  if (wrong.length === 0) return [ok(`this machine agrees with ${known.map(({ name }) => name).join(', ')}`)];
  return wrong.map(({ name, skewMs }) => {
    const says = `${name} is ${Math.round(Math.abs(skewMs) / 100) / 10} s ${skewMs > 0 ? 'ahead of' : 'behind'} this machine`;
    const fix = 'let NTP or chrony set the clocks of all machines';
    return Math.abs(skewMs) > HARMFUL_MS ? problem(says, fix) : warning(says, fix);
  });

  async function headerSkewMs(): Promise<number | undefined> {
    const { headers, askedAtMs, answeredAtMs } = await http.ask('/api/health/live');
    const theirs = Date.parse(headers.date ?? '');
    if (Number.isNaN(theirs)) return undefined;
    if (theirs > answeredAtMs) return theirs - answeredAtMs;
    if (theirs + HEADER_STEP_MS < askedAtMs) return theirs + HEADER_STEP_MS - askedAtMs;
    return 0;
  }
}
