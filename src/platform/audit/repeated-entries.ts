import { limitKeyOf } from '../access/client-ip.js';
import type { AuditRow } from './audit.policy.js';

/** Rows a minute that one event from one IP address about one account is written in. */
export const IN_FULL_EACH = 10;
/** The same for all accounts together: more accounts do not make room for more rows. */
export const IN_FULL_TOGETHER = 100;
/** IP addresses and accounts that are distinguished within a minute; beyond it only events are. */
const WINDOWS_MAX = 10_000;
const MINUTE_MS = 60_000;

interface Window {
  minute: number;
  written: number;
  sum?: AuditRow & { details: { times: number; since: string } };
}

/**
 * Bounds how fast one IP address can fill the audit log with cheap requests: of each minute the first entries are written in
 * full, the others become one row with their number. That row keeps the fields they have in common.
 */
export class RepeatedEntries {
  private readonly windows = new Map<string, Window>();

  /** @returns whether the row is to be written; otherwise it was added to a sum */
  admits(row: AuditRow): boolean {
    const minute = minuteOf(Date.parse(row.at));
    const ip = row.ip === undefined ? '' : limitKeyOf(row.ip);
    const together = this.window([row.event, ip], minute, this.window([row.event], minute));
    const each = this.window(
      [row.event, ip, row.actorId ?? row.subjectId ?? row.sessionId ?? ''],
      minute,
      together,
    );

    const isRepeated = each.written >= IN_FULL_EACH;
    const hasSum = isRepeated && each.sum !== undefined;
    if (hasSum || together.written >= IN_FULL_TOGETHER) {
      add(hasSum ? each : together, row);
      return false;
    }
    together.written += 1;
    if (isRepeated) add(each, row);
    else each.written += 1;
    return !isRepeated;
  }

  /** Takes the sums out. @param until an instant in Unix milliseconds: the minutes that are over then; without it all */
  take(until = Number.POSITIVE_INFINITY): AuditRow[] {
    const sums: AuditRow[] = [];
    for (const [key, { minute, sum }] of this.windows) {
      if (minute === minuteOf(until)) continue;
      this.windows.delete(key);
      if (sum) sums.push(sum);
    }
    return sums;
  }

  get isEmpty(): boolean {
    return this.windows.size === 0;
  }

  /** @param coarser the window to count in when there is no room for another one */
  private window(parts: string[], minute: number, coarser?: Window): Window {
    const key = `${minute} ${parts.join(' ')}`;
    const known = this.windows.get(key);
    if (known) return known;
    if (coarser && this.windows.size >= WINDOWS_MAX) return coarser;
    const made = { minute, written: 0 };
    this.windows.set(key, made);
    return made;
  }
}

/** Milliseconds from an instant to the end of its minute. */
export function untilTheMinuteIsOver(now: number): number {
  return MINUTE_MS - (now % MINUTE_MS);
}

function minuteOf(instant: number): number {
  return Math.floor(instant / MINUTE_MS);
}

function add(window: Window, row: AuditRow): void {
  const { sum } = window;
  if (!sum) {
    window.sum = { ...row, requestId: undefined, details: { times: 1, since: row.at } };
    return;
  }
  sum.details.times += 1;
  sum.at = row.at;
  for (const field of ['reason', 'actorId', 'subjectId', 'sessionId', 'ip', 'userAgent'] as const)
    if (sum[field] !== row[field]) sum[field] = undefined;
}
