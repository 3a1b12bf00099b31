import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Readable } from '../platform/observable.js';
import type { Ringline } from '../ringline.js';

export const RinglineContext = createContext<Ringline | undefined>(undefined);

export function useRingline(): Ringline {
  const ringline = useContext(RinglineContext);
  if (!ringline) throw new Error('useRingline needs a RinglineContext above it');
  return ringline;
}

/** Renders again whenever the value changes. */
export function useObservable<T>(observable: Readable<T>): T {
  return useSyncExternalStore(observable.subscribe, () => observable.value);
}
