import { clsx } from 'clsx';
import { useCallback } from 'react';
import type { RoomInvitation } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { LinkIcon } from '../ui/icons.js';
import { endLabel } from '../ui/moments.js';
import { usePages } from '../ui/use-pages.js';
import { useRequest } from '../ui/use-request.js';
import type { SectionProps } from './members-section.js';
import { NewInvitationForm } from './new-invitation-form.js';
import { ROLE_WORDS } from './rooms.labels.js';
import buttons from '../ui/button.module.css';
import rows from '../ui/row.module.css';
import texts from '../ui/text.module.css';

/** Valid links, regardless of who made them, and revoking each. */
export function InvitationsSection({ room, onDone }: SectionProps) {
  const { rooms } = useRingline();
  const { slug } = room;
  const { error, attempt } = useRequest();
  const links = usePages(
    useCallback(async () => ({ items: await rooms.invitations(slug), nextCursor: null }), [rooms, slug]),
  );
  const revoke = ({ id }: RoomInvitation) =>
    void attempt(async () => {
      await rooms.revokeInvitation(slug, id);
      await links.reload();
      onDone('This link no longer works.');
    });
  return (
    <>
      <NewInvitationForm room={room} onMade={links.reload} />
      <ErrorNotice error={error ?? links.error} />
      <h3 id="links-title">Links that work</h3>
      {links.items?.length === 0 && <p className={texts.empty}>There is none.</p>}
      <ul className={rows.list} aria-labelledby="links-title">
        {links.items?.map((link) => (
          <li key={link.id} className={rows.row} data-testid="invitation-row">
            <span className={rows.sign}>
              <LinkIcon />
            </span>
            <span className={clsx(rows.text, rows.whole)}>
              <span className={rows.name}>
                {ROLE_WORDS[link.role]}, until {endLabel(link.expiresAt)}
              </span>
              <span className={texts.hint}>
                {usesLabel(link)} · by <bdi>{link.createdBy.displayName}</bdi>
              </span>
            </span>
            <button
              type="button"
              className={buttons.plain}
              aria-label={`Revoke the link by ${link.createdBy.displayName}, ${usesLabel(link)}`}
              onClick={() => revoke(link)}
            >
              Revoke
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function usesLabel({ uses, maxUses }: RoomInvitation): string {
  if (maxUses !== null) return `used ${uses} of ${maxUses} times`;
  return uses === 0 ? 'not used yet' : `used ${uses === 1 ? 'once' : `${uses} times`}`;
}
