import { useCallback, useLayoutEffect, useRef, useState } from 'react';

/**
 * A list that stays at its end while it is looked at there, and where it was when something is put before it.
 * @param count how much is in the list
 * @param isPresent whether the list's end is the end of all
 */
export function useScrollAnchor(count: number, isPresent: boolean) {
  const list = useRef<HTMLOListElement>(null);
  const fromBottom = useRef<number>(undefined);
  const atBottom = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);

  useLayoutEffect(() => {
    const element = list.current!;
    if (fromBottom.current !== undefined) element.scrollTop = element.scrollHeight - fromBottom.current;
    else if (atBottom.current && isPresent) element.scrollTop = element.scrollHeight;
    fromBottom.current = undefined;
  }, [count, isPresent]);

  useLayoutEffect(() => {
    const element = list.current!;
    const look = () => {
      atBottom.current = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
      setAtEnd(atBottom.current);
    };
    // A composer that grows and a keyboard that opens take room from it.
    const stay = new ResizeObserver(() => {
      if (atBottom.current) element.scrollTop = element.scrollHeight;
    });
    element.addEventListener('scroll', look);
    stay.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      stay.disconnect();
    };
  }, []);

  /** Call before content is inserted above the visible part. */
  const keepPlace = () => {
    fromBottom.current = list.current!.scrollHeight - list.current!.scrollTop;
  };
  const toEnd = useCallback(() => {
    atBottom.current = true;
    list.current!.scrollTop = list.current!.scrollHeight;
  }, []);
  /** Shows one message in the middle and gives it the focus. */
  const toMessage = useCallback((seq: number) => {
    const message = list.current!.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
    if (!message) return false;
    atBottom.current = false;
    message.scrollIntoView({ block: 'center' });
    message.focus({ preventScroll: true });
    return true;
  }, []);
  return { list, keepPlace, toEnd, toMessage, isAtEnd };
}
