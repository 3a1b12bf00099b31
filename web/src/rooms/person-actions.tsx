import { ErrorNotice } from '../ui/error-notice.js';
import { MemberActions, type MemberActionsProps } from './member-actions.js';
import { useMembership } from './use-membership.js';
import texts from '../ui/text.module.css';

/** Moderation of a user of whom the page knows no more than the id and the name. */
export function PersonRoomActions({ room, person, onDone }: Omit<MemberActionsProps, 'role' | 'mutedUntil'>) {
  const { isKnown, role, mutedUntil, error, reload } = useMembership(room, person.id);
  if (!isKnown) return error ? <ErrorNotice error={error} /> : <p className={texts.hint}>Just a moment…</p>;
  const done = async (words: string) => {
    await reload();
    await onDone(words);
  };
  return <MemberActions room={room} person={person} role={role} mutedUntil={mutedUntil} onDone={done} />;
}
