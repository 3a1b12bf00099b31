import type { NewRoomInvitation } from '@ringline/client';
import { endLabel } from '../ui/moments.js';
import texts from '../ui/text.module.css';

/** A new link; it is shown only this once. */
export function InvitationView({ made, isCopied }: { made: NewRoomInvitation; isCopied: boolean }) {
  return (
    <>
      <input
        readOnly
        aria-label="Invitation link"
        data-testid="invitation-link"
        value={made.link}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <span className={texts.hint} role="status">
        {isCopied ? 'Copied.' : 'Copy this link.'} Anyone who has it can join until {endLabel(made.expiresAt)}
        .
      </span>
    </>
  );
}
