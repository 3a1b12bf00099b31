import type { FormEvent } from 'react';
import type { RoomView } from '../../../src/rooms/rooms.protocol.js';
import { ErrorNotice } from '../app/error-notice.js';
import { useRingline } from '../app/ringline.context.js';
import { typed, useAttempt } from '../auth/use-attempt.js';
import { InvitationLinkMaker } from './invitation-link-maker.js';
import { UsernameField } from './username-field.js';

/** Gives somebody a role in a private room, by name or by a link. */
export function InviteForm({ room, onDone }: { room: RoomView; onDone: () => void }) {
  const { rooms, users } = useRingline();
  const { busy, error, attempt } = useAttempt();
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
    <form className="inline-form" onSubmit={submit} data-testid="invite-form">
      <UsernameField autoFocus />
      <button type="submit" className="button-main" disabled={busy}>
        Add
      </button>
      <ErrorNotice error={error} />
      <InvitationLinkMaker room={room} />
    </form>
  );
}
