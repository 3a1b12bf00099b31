const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DATE = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** "14:03", "yesterday 14:03" or "3 May". */
export function momentLabel(instant: string, now = new Date()): string {
  const at = new Date(instant);
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days <= 0) return TIME.format(at);
  return days === 1 ? `yesterday ${TIME.format(at)}` : DATE.format(at);
}

/** "14:03", "tomorrow 14:03" or "3 May, 14:03": when something ends. */
export function endLabel(instant: string, now = new Date()): string {
  const at = new Date(instant);
  const days = Math.round((midnight(at) - midnight(now)) / 86_400_000);
  if (days <= 0) return TIME.format(at);
  return days === 1 ? `tomorrow ${TIME.format(at)}` : `${DATE.format(at)}, ${TIME.format(at)}`;
}

/** "0:07", "12:34" or "1:02:03". */
export function clock(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3600);
  const [first, ...rest] = hours > 0 ? [hours, ...parts] : parts;
  return [String(first), ...rest.map((part) => String(part).padStart(2, '0'))].join(':');
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
