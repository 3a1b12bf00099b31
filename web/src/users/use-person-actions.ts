import { createContext, useContext } from 'react';
import type { CallMedia, Person } from '@ringline/client';

/** The actions available on a user, wherever the page shows them. */
export interface PersonActions {
  /** Opens their card. */
  show: (userId: string) => void;
  call: (person: Person, media: CallMedia) => void;
  /** Opens the direct thread with them. */
  write: (person: Person) => void;
}

export const PersonActionsContext = createContext<PersonActions | undefined>(undefined);

export function usePersonActions(): PersonActions {
  const actions = useContext(PersonActionsContext);
  if (!actions) throw new Error('usePersonActions needs a PersonActionsContext above it');
  return actions;
}
