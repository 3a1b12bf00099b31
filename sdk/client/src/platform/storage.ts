/**
 * Browser storage. Where it is unavailable (site data blocked, a private window, quota exceeded), values are kept in memory for
 * this visit.
 */

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @param find may throw, as `localStorage` itself does where site data is blocked */
export function lastingOrMemory(find: () => Kept): Kept {
  const memory = new Map<string, string>();
  const attempt = <T>(act: (kept: Kept) => T): T | undefined => {
    try {
      return act(find());
    } catch {
      return undefined;
    }
  };
  return {
    getItem: (key) => memory.get(key) ?? attempt((kept) => kept.getItem(key)) ?? null,
    setItem: (key, value) => {
      const isKept = attempt((kept) => {
        kept.setItem(key, value);
        return kept.getItem(key) === value;
      });
      if (isKept) memory.delete(key);
      else memory.set(key, value);
    },
    removeItem: (key) => {
      memory.delete(key);
      attempt((kept) => kept.removeItem(key));
    },
  };
}

/** Of this browser: for the next visit and for other tabs. */
export const lasting = lastingOrMemory(() => localStorage);
/** Of this tab. */
export const ofThisTab = lastingOrMemory(() => sessionStorage);
