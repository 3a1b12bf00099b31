import { type RefObject, useLayoutEffect, useRef } from 'react';

const TYPING = 'input, textarea, select, [contenteditable]';

/**
 * Leads the focus to what has just come up, but not away from somebody who types or from an open dialog. When it goes, the focus is
 * where it was before.
 * @param occasion another one comes up anew
 */
export function useOfferedFocus<T extends HTMLElement>(occasion: string): RefObject<T | null> {
  const place = useRef<T>(null);
  useLayoutEffect(() => {
    const offered = place.current;
    const before = document.activeElement;
    if (!offered || before?.matches(TYPING) || document.querySelector('dialog[open]')) return;
    offered.focus();
    return () => {
      if (offered.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    };
  }, [occasion]);
  return place;
}
