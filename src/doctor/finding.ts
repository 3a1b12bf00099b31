/** One finding of the doctor. */
export interface Finding {
  level: 'ok' | 'warning' | 'problem' | 'skipped';
  /** The thing that was checked, such as `database`. */
  subject: string;
  says: string;
  /** The remedy; given with every warning and problem. */
  fix?: string;
}

/** A finding whose subject the check knows. */
export type Remark = Omit<Finding, 'subject'>;

export const ok = (says: string): Remark => ({ level: 'ok', says });
export const skipped = (says: string): Remark => ({ level: 'skipped', says });
export const warning = (says: string, fix: string): Remark => ({ level: 'warning', says, fix });
export const problem = (says: string, fix: string): Remark => ({ level: 'problem', says, fix });

/** The message of an error, without its causes. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split('\n')[0]!.trim();
}
