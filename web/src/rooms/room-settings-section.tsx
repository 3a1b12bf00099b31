import { clsx } from 'clsx';
import type { FormEvent } from 'react';
import { type ChosenKind, PUBLIC_ROOM_SLUG, ROOM_NAME_MAX_LENGTH } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { TextInput } from '../ui/text-field.js';
import { typed, useRequest } from '../ui/use-request.js';
import type { SectionProps } from './members-section.js';
import { RoomEnd } from './room-end.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';
import styles from './rooms.module.css';

/** Name, kind and voice channel; the archive and the end. */
export function RoomSettingsSection({ room, onDone }: SectionProps) {
  const { rooms } = useRingline();
  const { busy, error, attempt } = useRequest();
  const isFixed = room.slug === PUBLIC_ROOM_SLUG;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const kind = typed(form, 'kind') as ChosenKind;
    const hasVoice = typed(form, 'hasVoice') === 'on';
    void attempt(async () => {
      await rooms.change(room.slug, {
        name: typed(form, 'name'),
        hasVoice,
        ...(!isFixed && { kind }),
      });
      onDone('Saved.');
    });
  };
  return (
    <>
      <form className={clsx(forms.stack, styles.settings)} onSubmit={submit} data-testid="room-settings">
        <label>
          Name
          <TextInput
            name="name"
            required
            limit={ROOM_NAME_MAX_LENGTH}
            autoComplete="off"
            defaultValue={room.name}
          />
        </label>
        {!isFixed && (
          <label>
            Who comes in
            <select name="kind" defaultValue={room.kind}>
              <option value="private">Private: people with a role</option>
              <option value="public">Public: everybody</option>
            </select>
          </label>
        )}
        <label className={clsx(forms.check, styles.voice)}>
          <input type="checkbox" name="hasVoice" defaultChecked={room.hasVoice} /> Voice channel
        </label>
        <ErrorNotice error={error} />
        <div className={forms.end}>
          <button type="submit" className={buttons.main} disabled={busy}>
            Save
          </button>
        </div>
      </form>
      {!isFixed && <RoomEnd room={room} onDone={onDone} />}
    </>
  );
}
