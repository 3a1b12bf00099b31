import type { Ringline } from '@ringline/client';
import { createContext, type ReactNode, useContext } from 'react';

const RinglineContext = createContext<Ringline | undefined>(undefined);

/** Gives the components below one `Ringline`; make it once, outside of components. */
export function RinglineProvider({ ringline, children }: { ringline: Ringline; children: ReactNode }) {
  return <RinglineContext.Provider value={ringline}>{children}</RinglineContext.Provider>;
}

/** The `Ringline` of the provider above. @throws without a provider */
export function useRingline(): Ringline {
  const ringline = useContext(RinglineContext);
  if (!ringline) throw new Error('useRingline needs a RinglineProvider above it');
  return ringline;
}
