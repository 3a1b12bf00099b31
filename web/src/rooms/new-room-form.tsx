import type { FormEvent } from 'react';
import { ROOM_NAME_MAX_LENGTH } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { TextInput } from '../ui/text-field.js';
import { typed, useRequest } from '../ui/use-request.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';

export function NewRoomForm({ onMade }: { onMade: () => void }) {
  const { rooms } = useRingline();
  const { busy, error, attempt } = useRequest();
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
    <form className={forms.inline} onSubmit={submit} data-testid="new-room-form">
      <label>
        Name
        <TextInput name="name" required limit={ROOM_NAME_MAX_LENGTH} autoComplete="off" autoFocus />
      </label>
      <label className={forms.check}>
        <input type="checkbox" name="private" /> Private: only people you add
      </label>
      <button type="submit" className={buttons.main} disabled={busy}>
        Create room
      </button>
      <ErrorNotice error={error} />
    </form>
  );
}
