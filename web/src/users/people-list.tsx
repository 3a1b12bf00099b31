import { useMemo, useState } from 'react';
import { type OwnUser, USERS_QUERY_MAX_LENGTH } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { TextInput } from '../ui/text-field.js';
import { peopleRows, type PersonRow } from './people.js';
import { useDirectory } from './use-directory.js';
import { UserRow } from './user-row.js';

/** Who is here and who exists, searchable. */
export function PeopleList({ user }: { user: OwnUser }) {
  const { presence } = useRingline();
  const list = useObservable(presence.list);
  const [query, setQuery] = useState('');
  const directory = useDirectory(query, !user.isGuest);
  const rows = useMemo(
    () => peopleRows(directory.users, list, user.id, query),
    [directory.users, list, user.id, query],
  );
  const online = rows.filter(({ status }) => status !== 'OFFLINE');
  const offline = rows.filter(({ status }) => status === 'OFFLINE');
  const group = (people: PersonRow[], title: string) =>
    people.length > 0 && (
      <>
        <h3>
          {title} <span className="count">{people.length}</span>
        </h3>
        <ul className="rows">
          {people.map((person) => (
            <UserRow key={person.id} person={person} />
          ))}
        </ul>
      </>
    );

  return (
    <section className="card people" aria-labelledby="people-title">
      <div className="card-head">
        <h2 id="people-title">People</h2>
        {list.guests > 0 && (
          <span className="hint">
            {list.guests} {list.guests === 1 ? 'guest' : 'guests'}
          </span>
        )}
      </div>
      {user.isGuest ? (
        <p className="empty">Guests can be called but do not see who is here. Register to see everybody.</p>
      ) : (
        <>
          <TextInput
            type="search"
            limit={USERS_QUERY_MAX_LENGTH}
            className="search"
            placeholder="Search by name"
            aria-label="Search people"
            data-testid="people-search"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <ErrorNotice error={directory.error} />
          {group(online, 'Online')}
          {group(offline, 'Offline')}
          {directory.loaded && !directory.error && rows.length === 0 && (
            <p className="empty">{query ? 'Nobody by that name.' : 'Nobody else is here yet.'}</p>
          )}
          {directory.more && <p className="hint">There are more people: search for a name.</p>}
        </>
      )}
    </section>
  );
}
