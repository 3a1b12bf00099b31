import { useMemo, useState } from 'react';
import { type OwnUser, USERS_QUERY_MAX_LENGTH } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { TextInput } from '../ui/text-field.js';
import { peopleRows, type PersonRow } from './people.js';
import { useDirectory } from './use-directory.js';
import { UserRow } from './user-row.js';
import cards from '../ui/card.module.css';
import forms from '../ui/form.module.css';
import rows from '../ui/row.module.css';
import texts from '../ui/text.module.css';
import styles from './people-list.module.css';

/** Online users and the directory, searchable. */
export function PeopleList({ user }: { user: OwnUser }) {
  const { presence } = useRingline();
  const list = useObservable(presence.list);
  const [query, setQuery] = useState('');
  const directory = useDirectory(query, !user.isGuest);
  const listed = useMemo(
    () => peopleRows(directory.users, list, user.id, query),
    [directory.users, list, user.id, query],
  );
  const online = listed.filter(({ status }) => status !== 'OFFLINE');
  const offline = listed.filter(({ status }) => status === 'OFFLINE');
  const group = (people: PersonRow[], title: string) =>
    people.length > 0 && (
      <>
        <h3>
          {title} <span className={styles.count}>{people.length}</span>
        </h3>
        <ul className={rows.list}>
          {people.map((person) => (
            <UserRow key={person.id} person={person} />
          ))}
        </ul>
      </>
    );

  return (
    <section className={cards.card} aria-labelledby="people-title">
      <div className={cards.head}>
        <h2 id="people-title">People</h2>
        {list.guests > 0 && (
          <span className={texts.hint}>
            {list.guests} {list.guests === 1 ? 'guest' : 'guests'}
          </span>
        )}
      </div>
      {user.isGuest ? (
        <p className={texts.empty}>
          Guests can be called but do not see who is here. Register to see everybody.
        </p>
      ) : (
        <>
          <TextInput
            type="search"
            limit={USERS_QUERY_MAX_LENGTH}
            className={forms.search}
            placeholder="Search by name"
            aria-label="Search people"
            data-testid="people-search"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <ErrorNotice error={directory.error} />
          {group(online, 'Online')}
          {group(offline, 'Offline')}
          {directory.loaded && !directory.error && listed.length === 0 && (
            <p className={texts.empty}>{query ? 'Nobody by that name.' : 'Nobody else is here yet.'}</p>
          )}
          {directory.more && <p className={texts.hint}>There are more people: search for a name.</p>}
        </>
      )}
    </section>
  );
}
