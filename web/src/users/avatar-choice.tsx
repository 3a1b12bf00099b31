import { clsx } from 'clsx';
import { useEffect, useRef, useState } from 'react';
import type { OwnUser } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { useRequest } from '../ui/use-request.js';
import { Avatar } from './avatar.js';
import buttons from '../ui/button.module.css';
import texts from '../ui/text.module.css';
import avatars from './avatar.module.css';
import styles from './profile-form.module.css';

const TYPES = 'image/jpeg,image/png,image/webp,image/gif';

/** The user's own picture: choose one, preview it, keep or discard it. */
export function AvatarChoice({ user }: { user: OwnUser }) {
  const { profile } = useRingline();
  const { busy, error, attempt } = useRequest();
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<{ file: File; url: string }>();
  useEffect(() => () => URL.revokeObjectURL(chosen?.url ?? ''), [chosen]);
  const discard = () => {
    setChosen(undefined);
    input.current!.value = '';
  };
  const use = async (file: File) => {
    await profile.setAvatar(file);
    discard();
  };
  return (
    <div className={styles.avatarChoice}>
      {chosen ? (
        <span className={clsx(avatars.avatar, avatars.large)}>
          <img src={chosen.url} alt="Preview of your picture" data-testid="avatar-preview" />
        </span>
      ) : (
        <Avatar name={user.displayName} userId={user.id} size="large" />
      )}
      <div className={styles.avatarActs}>
        <input
          ref={input}
          type="file"
          accept={TYPES}
          className={texts.visuallyHidden}
          tabIndex={-1}
          aria-label="Picture file"
          data-testid="avatar-file"
          onChange={({ target }) => {
            const file = target.files?.[0];
            setChosen(file && { file, url: URL.createObjectURL(file) });
          }}
        />
        {chosen ? (
          <>
            <button
              type="button"
              className={buttons.main}
              data-testid="avatar-use"
              disabled={busy}
              onClick={() => void attempt(() => use(chosen.file))}
            >
              {busy ? 'Uploading…' : 'Use this picture'}
            </button>
            <button type="button" className={buttons.quiet} disabled={busy} onClick={discard}>
              Not this one
            </button>
          </>
        ) : (
          <>
            <button type="button" className={buttons.plain} onClick={() => input.current!.click()}>
              {user.avatarUrl ? 'Other picture' : 'Choose a picture'}
            </button>
            {user.avatarUrl && (
              <button
                type="button"
                className={buttons.quiet}
                data-testid="avatar-remove"
                disabled={busy}
                onClick={() => void attempt(() => profile.removeAvatar())}
              >
                Remove picture
              </button>
            )}
          </>
        )}
      </div>
      <ErrorNotice error={error} />
    </div>
  );
}
