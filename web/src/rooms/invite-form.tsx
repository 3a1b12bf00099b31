import type { FormEvent } from 'react';
import type { RoomView } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { typed, useRequest } from '../ui/use-request.js';
import { InvitationLinkMaker } from './invitation-link-maker.js';
import { UsernameField } from './username-field.js';
import buttons from '../ui/button.module.css';
import forms from '../ui/form.module.css';

/** Gives a user a role in a private room, by name or by a link. */
export function InviteForm({ room, onDone }: { room: RoomView; onDone: () => void }) {
  const { rooms, users } = useRingline();
  const { busy, error, attempt } = useRequest();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    void attempt(async () => {
      const { id } = await users.getByUsername(typed(form, 'username').trim());
      await rooms.setRole(room.slug, id, 'member');
      onDone();
    });
  };
  return (
    <form className={forms.inline} onSubmit={submit} data-testid="invite-form">
      <UsernameField autoFocus />
      <button type="submit" className={buttons.main} disabled={busy}>
        Add
      </button>
      <ErrorNotice error={error} />
      <InvitationLinkMaker room={room} />
    </form>
  );
}
