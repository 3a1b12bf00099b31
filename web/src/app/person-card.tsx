import { clsx } from 'clsx';
import { useEffect, useState } from 'react';
import { type OwnUser, type PublicUser, RinglineError } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { isolated } from '../ui/direction.js';
import { ErrorNotice } from '../ui/error-notice.js';
import { CameraIcon, ChatIcon, PhoneIcon } from '../ui/icons.js';
import { Modal } from '../ui/modal.js';
import { useRequest } from '../ui/use-request.js';
import { ReportDialog } from '../moderation/report-dialog.js';
import { Avatar } from '../users/avatar.js';
import { PresenceLine } from '../users/presence-line.js';
import { useBlock } from '../users/use-block.js';
import { usePersonActions } from '../users/use-person-actions.js';
import buttons from '../ui/button.module.css';
import dialogs from '../ui/dialog.module.css';
import texts from '../ui/text.module.css';
import styles from './person-card.module.css';

interface PersonCardProps {
  userId: string;
  own: OwnUser;
  onClose: () => void;
}

/** A user's public profile, and the actions available on them. */
export function PersonCard({ userId, own, onClose }: PersonCardProps) {
  const { users } = useRingline();
  const [person, setPerson] = useState<PublicUser>();
  const [error, setError] = useState<RinglineError>();
  useEffect(() => {
    let current = true;
    users.get(userId).then(
      (found) => current && setPerson(found),
      (cause: unknown) => current && setError(RinglineError.from(cause)),
    );
    return () => {
      current = false;
    };
  }, [users, userId]);
  return (
    <Modal className={dialogs.dialog} labelledBy="person-title" testId="person-card" onClose={onClose}>
      {person && <Avatar name={person.displayName} userId={userId} size="large" />}
      <h2 id="person-title" tabIndex={-1} dir="auto">
        {person?.displayName ?? (error ? 'No longer here' : 'Just a moment…')}
      </h2>
      {person && <Facts person={person} />}
      <ErrorNotice error={error} />
      {person && person.id !== own.id && <Actions person={person} own={own} onClose={onClose} />}
      <button type="button" className={buttons.quiet} data-testid="person-close" onClick={onClose}>
        Close
      </button>
    </Modal>
  );
}

function Facts({ person }: { person: PublicUser }) {
  return (
    <>
      <p className={texts.hint}>
        {person.isGuest ? 'Guest' : `@${person.username}`} · <PresenceLine person={person} />
      </p>
      {person.bio && (
        <p className={styles.bio} data-testid="person-bio" dir="auto">
          {person.bio}
        </p>
      )}
    </>
  );
}

function Actions({ person, own, onClose }: { person: PublicUser; own: OwnUser; onClose: () => void }) {
  const { call, write } = usePersonActions();
  const { isBlocked, change } = useBlock(person.id, !own.isGuest);
  const { busy, error, attempt } = useRequest();
  const { moderation } = useRingline();
  const [isReporting, setReporting] = useState(false);
  const ring = (media: 'audio' | 'video') => {
    onClose();
    call(person, media);
  };
  return (
    <>
      {isBlocked ? (
        <p className={texts.hint} data-testid="person-blocked">
          You have blocked <bdi>{person.displayName}</bdi>: they cannot call you or write to you alone. They
          are not notified.
        </p>
      ) : (
        <div className={clsx(dialogs.actions, styles.actions)}>
          {!own.isGuest && !person.isGuest && (
            <button
              type="button"
              className={clsx(buttons.main, styles.write)}
              data-testid="person-write"
              onClick={() => {
                onClose();
                write(person);
              }}
            >
              <ChatIcon /> Message
            </button>
          )}
          <button type="button" className={buttons.plain} onClick={() => ring('audio')}>
            <PhoneIcon /> Call
          </button>
          <button type="button" className={buttons.plain} onClick={() => ring('video')}>
            <CameraIcon /> Video
          </button>
        </div>
      )}
      <ErrorNotice error={error} />
      {isBlocked !== undefined && (
        <button
          type="button"
          className={isBlocked ? buttons.plain : clsx(buttons.quiet, buttons.warns)}
          data-testid="person-block"
          disabled={busy}
          onClick={() => void attempt(() => change(!isBlocked))}
        >
          {isBlocked ? 'Unblock' : `Block ${isolated(person.displayName)}`}
        </button>
      )}
      <button
        type="button"
        className={clsx(buttons.quiet, buttons.warns)}
        data-testid="person-report"
        onClick={() => setReporting(true)}
      >
        Report <bdi>{person.displayName}</bdi>
      </button>
      {isReporting && (
        <ReportDialog
          what={isolated(person.displayName)}
          report={(complaint) => moderation.reportPerson(person.id, complaint)}
          onClose={() => setReporting(false)}
        />
      )}
    </>
  );
}
