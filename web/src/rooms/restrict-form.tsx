import type { FormEvent } from 'react';
import type { RoomView } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { isolated } from '../ui/direction.js';
import { ErrorNotice } from '../ui/error-notice.js';
import { endLabel } from '../ui/moments.js';
import { typed, useRequest } from '../ui/use-request.js';
import { MUTE_TIMES } from './rooms.labels.js';
import { UsernameField } from './username-field.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';

interface RestrictFormProps {
  room: RoomView;
  onDone: (words: string) => Promise<void>;
}

/** Mutes or bans a user by their name, also one who is not there now. */
export function RestrictForm({ room, onDone }: RestrictFormProps) {
  const { rooms, users } = useRingline();
  const { busy, error, attempt } = useRequest();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const measure = typed(form, 'measure');
    void attempt(async () => {
      const { id, displayName } = await users.getByUsername(typed(form, 'username').trim());
      let words = `${isolated(displayName)} is banned.`;
      if (measure === 'ban') await rooms.setRole(room.slug, id, 'blocked');
      else {
        const { until } = await rooms.mute(room.slug, id, Number(measure));
        words = `${isolated(displayName)} is muted until ${endLabel(until)}.`;
      }
      form.reset();
      await onDone(words);
    });
  };
  return (
    <form className={forms.line} onSubmit={submit} data-testid="restrict-form">
      <UsernameField />
      <label>
        Measure
        <select name="measure">
          {MUTE_TIMES.map(({ forS, words }) => (
            <option key={forS} value={forS}>
              Mute for {words}
            </option>
          ))}
          <option value="ban">Ban</option>
        </select>
      </label>
      <button type="submit" className={buttons.main} disabled={busy}>
        Apply
      </button>
      <ErrorNotice error={error} />
    </form>
  );
}
