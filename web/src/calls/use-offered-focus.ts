import { type RefObject, useLayoutEffect, useRef } from 'react';

const TYPING = 'input, textarea, select, [contenteditable]';

/**
 * Moves the focus to a newly shown element, but not away from a user who types or from an open dialog. When the element is
 * removed, the focus returns to where it was before.
 * @param occasion a new value means that it is shown anew
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
