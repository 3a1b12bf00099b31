import { useCallback, useEffect, useState } from 'react';
import {
  contains,
  DISPLAY_NAME_MAX_LENGTH,
  ROOM_ROLES,
  type RoomMember,
  type RoomView,
} from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { ShowMore } from '../ui/show-more.js';
import { TextInput } from '../ui/text-field.js';
import { usePages } from '../ui/use-pages.js';
import { AddMemberForm } from './add-member-form.js';
import { MemberRow } from './member-row.js';
import forms from '../ui/form.module.css';
import rows from '../ui/row.module.css';
import texts from '../ui/text.module.css';

/** From so many on one looks for a name. */
const SEARCHED_FROM = 8;

export interface SectionProps {
  room: RoomView;
  /** Announces the new state to all users of the dialog, also with a screen reader. */
  onDone: (words: string) => void;
}

/** The members, moderators first; with the actions that moderators have on them. */
export function MembersSection({ room, onDone }: SectionProps) {
  const { rooms, auth } = useRingline();
  const { slug } = room;
  const mayModerate = room.may.includes('moderate');
  const ownId = useObservable(auth.state).user?.id;
  const members = usePages(
    useCallback((cursor?: string) => rooms.members(slug, { limit: 100, cursor }), [rooms, slug]),
  );
  const mutes = usePages(
    useCallback(
      async (cursor?: string) =>
        mayModerate ? rooms.mutes(slug, { limit: 100, cursor }) : { items: [], nextCursor: null },
      [rooms, slug, mayModerate],
    ),
  );
  const [query, setQuery] = useState('');
  const { items = [], hasMore, showMore } = members;
  const looksFurther = query !== '' && hasMore && !members.error;
  useEffect(() => {
    if (looksFurther) void showMore();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- page by page, until the last
  }, [looksFurther, items.length]);

  const people = items.filter(({ role }) => role !== 'blocked').sort(byRole);
  const shown = people.filter(({ username, displayName }) => contains(query, displayName, username));
  const done = async (words: string) => {
    await Promise.all([members.reload(), mutes.reload()]);
    onDone(words);
  };
  return (
    <>
      {mayModerate && <AddMemberForm room={room} onDone={done} />}
      {(hasMore || people.length >= SEARCHED_FROM) && (
        <TextInput
          type="search"
          limit={DISPLAY_NAME_MAX_LENGTH}
          className={forms.search}
          placeholder="Find a member"
          aria-label="Find a member"
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
      )}
      <ErrorNotice error={members.error ?? mutes.error} />
      {room.kind === 'public' && (
        <p className={texts.hint}>Everybody may take part here; these people have a role of their own.</p>
      )}
      <ul className={rows.list} aria-label={`Members of ${room.name}`}>
        {shown.map((member) => (
          <MemberRow
            key={member.userId}
            room={room}
            member={member}
            mutedUntil={mutes.items?.find(({ user }) => user.id === member.userId)?.until}
            isOneself={member.userId === ownId}
            onDone={done}
          />
        ))}
      </ul>
      {members.items && shown.length === 0 && !hasMore && <p className={texts.empty}>Nobody.</p>}
      <ShowMore pages={members} words="More members" />
    </>
  );
}

function byRole(a: RoomMember, b: RoomMember): number {
  return ROOM_ROLES.indexOf(a.role) - ROOM_ROLES.indexOf(b.role);
}
