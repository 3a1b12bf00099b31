import { useLayoutEffect, useRef } from 'react';

/** A list that stays at its end while it is looked at there, and where it was when something is put before it. */
export function useKeptPlace(count: number) {
  const list = useRef<HTMLOListElement>(null);
  const fromBottom = useRef<number>(undefined);
  const atBottom = useRef(true);

  useLayoutEffect(() => {
    const element = list.current!;
    if (fromBottom.current !== undefined) element.scrollTop = element.scrollHeight - fromBottom.current;
    else if (atBottom.current) element.scrollTop = element.scrollHeight;
    fromBottom.current = undefined;
  }, [count]);

  useLayoutEffect(() => {
    const element = list.current!;
    const look = () => {
      atBottom.current = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
    };
    element.addEventListener('scroll', look);
    return () => element.removeEventListener('scroll', look);
  }, []);

  /** Call before something is put before what is shown. */
  const keepPlace = () => {
    fromBottom.current = list.current!.scrollHeight - list.current!.scrollTop;
  };
  return { list, keepPlace };
}
