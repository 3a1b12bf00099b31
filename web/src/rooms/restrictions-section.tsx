import { type ReactNode, useCallback } from 'react';
import { isolated } from '../ui/direction.js';
import { ErrorNotice } from '../ui/error-notice.js';
import { endLabel, momentLabel } from '../ui/moments.js';
import { useRingline } from '@ringline/react';
import { ShowMore } from '../ui/show-more.js';
import { usePages } from '../ui/use-pages.js';
import { useRequest } from '../ui/use-request.js';
import { Avatar } from '../users/avatar.js';
import { usePersonActions } from '../users/use-person-actions.js';
import type { SectionProps } from './members-section.js';
import { RestrictForm } from './restrict-form.js';
import buttons from '../ui/button.module.css';
import rows from '../ui/row.module.css';
import texts from '../ui/text.module.css';

/** The muted users, and until when; the banned ones. */
export function RestrictionsSection({ room, onDone }: SectionProps) {
  const { rooms } = useRingline();
  const { slug } = room;
  const { error, attempt } = useRequest();
  const mutes = usePages(useCallback((cursor?: string) => rooms.mutes(slug, { cursor }), [rooms, slug]));
  // Banned users are listed among the members.
  const members = usePages(
    useCallback((cursor?: string) => rooms.members(slug, { limit: 100, cursor }), [rooms, slug]),
  );
  const banned = members.items?.filter(({ role }) => role === 'blocked');
  const done = async (words: string) => {
    await Promise.all([mutes.reload(), members.reload()]);
    onDone(words);
  };
  const end = (work: () => Promise<void>, words: string) =>
    void attempt(async () => {
      await work();
      await done(words);
    });
  return (
    <>
      <RestrictForm room={room} onDone={done} />
      <ErrorNotice error={error ?? mutes.error ?? members.error} />
      <h3 id="muted-title">Muted</h3>
      {mutes.items?.length === 0 && <p className={texts.empty}>Nobody is muted.</p>}
      <ul className={rows.list} aria-labelledby="muted-title">
        {mutes.items?.map(({ user, until }) => (
          <Restricted key={user.id} person={user} since={`Until ${endLabel(until)}`} testId="mute-row">
            <button
              type="button"
              className={buttons.plain}
              aria-label={`Unmute ${user.displayName}`}
              onClick={() =>
                end(() => rooms.unmute(slug, user.id), `${isolated(user.displayName)} may write again.`)
              }
            >
              Unmute
            </button>
          </Restricted>
        ))}
      </ul>
      <ShowMore pages={mutes} />
      <h3 id="banned-title">Banned</h3>
      {banned?.length === 0 && !members.hasMore && <p className={texts.empty}>Nobody is banned.</p>}
      <ul className={rows.list} aria-labelledby="banned-title">
        {banned?.map(({ userId: id, since, ...name }) => (
          <Restricted
            key={id}
            person={{ id, ...name }}
            since={`Since ${momentLabel(since)}`}
            testId="ban-row"
          >
            <button
              type="button"
              className={buttons.plain}
              aria-label={`Lift the ban of ${name.displayName}`}
              onClick={() =>
                end(() => rooms.removeMember(slug, id), `The ban of ${isolated(name.displayName)} is lifted.`)
              }
            >
              Lift the ban
            </button>
          </Restricted>
        ))}
      </ul>
      <ShowMore pages={members} />
    </>
  );
}

interface RestrictedProps {
  person: { id: string; username: string; displayName: string };
  since: string;
  testId: string;
  children: ReactNode;
}

function Restricted({ person, since, testId, children }: RestrictedProps) {
  const { show } = usePersonActions();
  const { id, username, displayName } = person;
  return (
    <li className={rows.row} data-testid={testId} data-username={username}>
      <button type="button" className={rows.open} onClick={() => show(id)}>
        <Avatar name={displayName} userId={id} />
        <span className={rows.text}>
          <span className={rows.name} dir="auto">
            {displayName}
          </span>
          <span className={texts.hint}>{since}</span>
        </span>
      </button>
      {children}
    </li>
  );
}
