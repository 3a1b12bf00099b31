/** Whether a JSON value has objects or lists more than so many levels deep; looks no deeper than that. */
export function nestsDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const inner of Object.values(value)) if (nestsDeeperThan(levels - 1, inner)) return true;
  return false;
}
