import { mayLeave, mayTouch, type RoomRole, type RoomView } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { isolated } from '../ui/direction.js';
import { ErrorNotice } from '../ui/error-notice.js';
import { endLabel } from '../ui/moments.js';
import { useRequest } from '../ui/use-request.js';
import { type ConfirmAction, ConfirmActions } from './confirm-actions.js';
import { MuteChoice } from './mute-choice.js';
import { RoleForm } from './role-form.js';
import { moderatesAs, rolesFor } from './room-rights.js';
import { ROLE_WORDS } from './rooms.labels.js';
import texts from '../ui/text.module.css';
import styles from './member-actions.module.css';

export interface MemberActionsProps {
  room: RoomView;
  person: { id: string; displayName: string; isGuest?: boolean };
  /** Undefined: none. */
  role?: RoomRole;
  mutedUntil?: string;
  /** Announces the new state. */
  onDone: (words: string) => void | Promise<void>;
}

/** A moderator's actions on a member: only those the server would allow. */
export function MemberActions({ room, person, role, mutedUntil, onDone }: MemberActionsProps) {
  const { rooms, auth } = useRingline();
  const { error, attempt } = useRequest();
  const { slug } = room;
  const { id, isGuest } = person;
  const name = isolated(person.displayName);
  const isOneself = useObservable(auth.state).user?.id === id;
  const own = moderatesAs(room);
  const isTouchable = !isOneself && mayTouch(own, role);
  const choices = rolesFor(own, { role, isOneself, isGuest });
  const act = (work: Promise<unknown>, words: string) =>
    void attempt(async () => {
      await work;
      await onDone(words);
    });
  const mute = async (forS: number) => {
    const { until } = await rooms.mute(slug, id, forS);
    await onDone(`${name} is muted until ${endLabel(until)}.`);
  };
  const acts = exclusions({ room, name, role, isOneself, isTouchable }).map((one): ConfirmAction => ({
    ...one,
    act: () =>
      act(one.isBan ? rooms.setRole(slug, id, 'blocked') : rooms.removeMember(slug, id), one.outcome),
  }));
  if (!isTouchable && !isOneself)
    return <p className={texts.hint}>{name} moderates here, too: that is for owners.</p>;
  return (
    <div className={styles.measures} data-testid="measures">
      {role && role !== 'blocked' && choices.length > 1 && (
        <RoleForm
          key={role}
          role={role}
          choices={choices}
          isOneself={isOneself}
          onGive={(given) => act(rooms.setRole(slug, id, given), `${name} is ${given} now.`)}
        />
      )}
      {isTouchable && role !== 'blocked' && (role || room.kind === 'public') && (
        <MuteChoice
          mutedUntil={mutedUntil}
          onMute={(forS) => void attempt(() => mute(forS))}
          onUnmute={() => act(rooms.unmute(slug, id), `${name} may write again.`)}
        />
      )}
      {acts.length > 0 && <ConfirmActions acts={acts} />}
      <ErrorNotice error={error} />
    </div>
  );
}

interface Place {
  room: RoomView;
  name: string;
  role?: RoomRole;
  isOneself: boolean;
  isTouchable: boolean;
}

/** The ways out of a room, and the way back from a ban. */
function exclusions({ room, name, role, isOneself, isTouchable }: Place) {
  const isPublic = room.kind === 'public';
  const leave = {
    label: 'Leave the room',
    question: isPublic
      ? 'Leave? You lose your role and take part like everyone else.'
      : 'Leave? Only an invitation leads back.',
    outcome: 'You have left the room.',
    isBan: false,
  };
  if (isOneself) return mayLeave(room.kind, role) ? [leave] : [];
  if (!isTouchable) return [];
  if (role === 'blocked') {
    const question = isPublic
      ? `Let ${name} take part again?`
      : `Lift the ban? ${name} may be invited again.`;
    const outcome = `The ban of ${name} is lifted.`;
    return [{ label: 'Lift the ban', question, outcome, isBan: false, isHarmless: true }];
  }
  const remove = {
    label: isPublic ? 'Remove the role' : 'Remove',
    question: isPublic
      ? `${name} is ${ROLE_WORDS[role ?? 'member'].toLowerCase()}. Without a role they take part like everybody.`
      : `Remove ${name}? They lose the room at once, and come back by an invitation only.`,
    outcome: isPublic ? `${name} no longer has a role.` : `${name} is no longer in the room.`,
    isBan: false,
  };
  const ban = {
    label: 'Ban',
    question: `Ban ${name}? They can neither read nor come back until the ban is lifted.`,
    outcome: `${name} is banned.`,
    isBan: true,
  };
  return role ? [remove, ban] : [ban];
}
