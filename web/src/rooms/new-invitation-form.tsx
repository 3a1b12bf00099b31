import { type FormEvent, useState } from 'react';
import type { InvitedRole, NewRoomInvitation, RoomView } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { copied } from '../ui/clipboard.js';
import { ErrorNotice } from '../ui/error-notice.js';
import { typed, useRequest } from '../ui/use-request.js';
import { InvitationView } from './invitation-view.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';
import styles from './rooms.module.css';

interface NewInvitationFormProps {
  room: RoomView;
  onMade: () => Promise<void>;
}

/** A link with a role, an end, and a number of uses; it is copied as soon as it is made. */
export function NewInvitationForm({ room, onMade }: NewInvitationFormProps) {
  const { rooms } = useRingline();
  const { busy, error, attempt } = useRequest();
  const [made, setMade] = useState<NewRoomInvitation>();
  const [isCopied, setCopied] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const role = (typed(form, 'role') || 'member') as InvitedRole;
    const expiresInS = Number(typed(form, 'expiresInS'));
    const maxUses = Number(typed(form, 'maxUses'));
    void attempt(async () => {
      const invitation = await rooms.invite(room.slug, { role, expiresInS, ...(maxUses && { maxUses }) });
      setMade(invitation);
      setCopied(await copied(invitation.link));
      await onMade();
    });
  };
  return (
    <form className={forms.line} onSubmit={submit} data-testid="new-invitation">
      {/* In public rooms anybody may do more than a viewer. */}
      {room.kind === 'private' && (
        <label>
          Joins as
          <select name="role">
            <option value="member">Member</option>
            <option value="viewer">Viewer</option>
          </select>
        </label>
      )}
      <label>
        Works for
        <select name="expiresInS" defaultValue={604_800}>
          <option value={3_600}>1 hour</option>
          <option value={86_400}>1 day</option>
          <option value={604_800}>1 week</option>
          <option value={2_592_000}>30 days</option>
        </select>
      </label>
      <label>
        Uses
        <select name="maxUses">
          <option value="">Any number</option>
          <option value={1}>1</option>
          <option value={10}>10</option>
          <option value={100}>100</option>
        </select>
      </label>
      <button type="submit" className={buttons.main} disabled={busy}>
        Make a link
      </button>
      {made && (
        <div className={styles.link}>
          <InvitationView made={made} isCopied={isCopied} />
        </div>
      )}
      <ErrorNotice error={error} />
    </form>
  );
}
