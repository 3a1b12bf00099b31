import { ErrorNotice } from '../ui/error-notice.js';
import { Measures, type MeasuresProps } from './measures.js';
import { useMembership } from './use-membership.js';
import texts from '../ui/text.module.css';

/** Measures about somebody of whom the page knows no more than who they are. */
export function PersonMeasures({ room, person, onDone }: Omit<MeasuresProps, 'role' | 'mutedUntil'>) {
  const { isKnown, role, mutedUntil, error, reload } = useMembership(room, person.id);
  if (!isKnown) return error ? <ErrorNotice error={error} /> : <p className={texts.hint}>Just a moment…</p>;
  const done = async (words: string) => {
    await reload();
    await onDone(words);
  };
  return <Measures room={room} person={person} role={role} mutedUntil={mutedUntil} onDone={done} />;
}
