import type { FormEvent } from 'react';
import { ROOM_NAME_MAX_LENGTH } from '../../../src/rooms/rooms.protocol.js';
import { ErrorNotice } from '../app/error-notice.js';
import { useRingline } from '../app/ringline.context.js';
import { TextInput } from '../app/text-field.js';
import { typed, useAttempt } from '../auth/use-attempt.js';

export function NewRoomForm({ onMade }: { onMade: () => void }) {
  const { rooms } = useRingline();
  const { busy, error, attempt } = useAttempt();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const kind = typed(form, 'private') ? 'private' : 'public';
    void attempt(async () => {
      await rooms.create({ name: typed(form, 'name'), kind });
      onMade();
    });
  };
  return (
    <form className="inline-form" onSubmit={submit} data-testid="new-room-form">
      <label>
        Name
        <TextInput name="name" required limit={ROOM_NAME_MAX_LENGTH} autoComplete="off" autoFocus />
      </label>
      <label className="check">
        <input type="checkbox" name="private" /> Private: only people you add
      </label>
      <button type="submit" className="button-main" disabled={busy}>
        Create room
      </button>
      <ErrorNotice error={error} />
    </form>
  );
}
