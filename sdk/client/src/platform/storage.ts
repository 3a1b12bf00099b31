/** What a browser keeps for a page. Where it keeps nothing (site data blocked, a private window, no room), this visit still remembers. */

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
