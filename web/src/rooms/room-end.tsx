import { clsx } from 'clsx';
import { type FormEvent, useState } from 'react';
import { ROOM_NAME_MAX_LENGTH, type RoomView } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { TextInput } from '../ui/text-field.js';
import { useRequest } from '../ui/use-request.js';
import type { SectionProps } from './members-section.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';
import texts from '../ui/text.module.css';
import styles from './rooms.module.css';

/** A room is closed for writing, opened again, or deleted. */
export function RoomEnd({ room, onDone }: SectionProps) {
  const { rooms } = useRingline();
  const { busy, error, attempt } = useRequest();
  const isArchived = room.archivedAt !== null;
  const archive = () =>
    void attempt(async () => {
      await rooms.change(room.slug, { archived: !isArchived });
      onDone(isArchived ? 'The room is open again.' : 'The room is archived: it is read-only.');
    });
  return (
    <>
      <section className={styles.end} aria-labelledby="archive-title">
        <h3 id="archive-title">Archive</h3>
        <p className={texts.hint}>
          {isArchived
            ? 'The room is archived: it is read-only.'
            : 'An archived room is read-only until it is reopened.'}
        </p>
        <button
          type="button"
          className={buttons.plain}
          data-testid="archive"
          disabled={busy}
          onClick={archive}
        >
          {isArchived ? 'Reopen the room' : 'Archive the room'}
        </button>
        <ErrorNotice error={error} />
      </section>
      {room.may.includes('delete') && <Deletion room={room} />}
    </>
  );
}

/** Its name has to be typed: there is no way back. */
function Deletion({ room }: { room: RoomView }) {
  const { rooms, messages } = useRingline();
  const { busy, error, attempt } = useRequest();
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async () => {
      await rooms.delete(room.slug);
      messages.close(room.slug);
    });
  };
  return (
    <section className={styles.end} aria-labelledby="delete-title">
      <h3 id="delete-title">Delete</h3>
      <p className={texts.hint}>
        The room and all of its messages are deleted for everyone. This cannot be undone.
      </p>
      <form className={forms.line} onSubmit={submit} data-testid="delete-room">
        <label className={forms.field}>
          Type the room's name
          <TextInput
            limit={ROOM_NAME_MAX_LENGTH}
            autoComplete="off"
            spellCheck={false}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <button
          type="submit"
          className={clsx(buttons.main, buttons.danger)}
          disabled={busy || name.trim() !== room.name}
        >
          Delete the room
        </button>
        <ErrorNotice error={error} />
      </form>
    </section>
  );
}
