import type { Readable } from '@ringline/client';
import { useCallback, useSyncExternalStore } from 'react';

/** The present value of a `Readable`; the component renders again whenever it changes. Undefined stays undefined. */
export function useObservable<T>(observable: Readable<T>): T;
export function useObservable<T>(observable: Readable<T> | undefined): T | undefined;
export function useObservable<T>(observable: Readable<T> | undefined): T | undefined {
  const subscribe = useCallback(
    (listener: () => void) => observable?.subscribe(listener) ?? (() => undefined),
    [observable],
  );
  const value = () => observable?.value;
  return useSyncExternalStore(subscribe, value, value);
}
