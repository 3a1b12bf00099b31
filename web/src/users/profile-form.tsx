import { useState, type FormEvent } from 'react';
import { BIO_MAX_LENGTH, DISPLAY_NAME_MAX_LENGTH, type OwnUser } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { TextArea, TextInput } from '../ui/text-field.js';
import { typed, useRequest } from '../ui/use-request.js';
import { AvatarChoice } from './avatar-choice.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';
import texts from '../ui/text.module.css';
import styles from './profile-form.module.css';

/** How others see oneself. */
export function ProfileForm({ user }: { user: OwnUser }) {
  const { profile } = useRingline();
  const { busy, done, error, attempt } = useRequest();
  const [bioFits, setBioFits] = useState(true);
  const [isChanged, setChanged] = useState(false);
  const fault = (path: string) => error?.errors?.find((one) => one.path === path)?.message;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const change = { displayName: typed(form, 'displayName').trim(), bio: typed(form, 'bio').trim() };
    void attempt(async () => {
      await profile.change(change);
      setChanged(false);
    });
  };
  return (
    <div className={styles.profile}>
      {!user.isGuest && <AvatarChoice user={user} />}
      <form
        className={forms.stack}
        onSubmit={submit}
        onChange={() => setChanged(true)}
        data-testid="profile-form"
      >
        <label>
          Name
          <TextInput
            name="displayName"
            required
            limit={DISPLAY_NAME_MAX_LENGTH}
            defaultValue={user.displayName}
            autoComplete="nickname"
            data-testid="profile-name"
            aria-invalid={fault('displayName') !== undefined}
          />
        </label>
        {fault('displayName') && <p className={texts.error}>{fault('displayName')}</p>}
        <label>
          About you
          <TextArea
            name="bio"
            rows={3}
            limit={BIO_MAX_LENGTH}
            countsAlways
            onFit={setBioFits}
            defaultValue={user.bio}
            data-testid="profile-bio"
            aria-invalid={fault('bio') !== undefined}
          />
        </label>
        {fault('bio') && <p className={texts.error}>{fault('bio')}</p>}
        <div className={forms.end}>
          <button
            type="submit"
            className={buttons.main}
            data-testid="profile-save"
            disabled={busy || !bioFits}
          >
            Save
          </button>
          <p className={texts.hint} role="status" data-testid="profile-saved">
            {done && !isChanged && 'Saved. Everyone sees the change.'}
          </p>
        </div>
        <ErrorNotice error={error} />
      </form>
    </div>
  );
}
