import { clsx } from 'clsx';
import { useEffect, useRef, useState } from 'react';
import type { Report, RoomView } from '@ringline/client';
import { BanIcon, CloseIcon, FlagIcon, LinkIcon, PeopleIcon, SlidersIcon } from '../ui/icons.js';
import { Modal } from '../ui/modal.js';
import { type TabOf, Tabs } from '../ui/tabs.js';
import type { Pages } from '../ui/use-pages.js';
import { InvitationsSection } from '../rooms/invitations-section.js';
import { MembersSection } from '../rooms/members-section.js';
import { RestrictionsSection } from '../rooms/restrictions-section.js';
import { RoomSettingsSection } from '../rooms/room-settings-section.js';
import { ReportsSection } from './reports-section.js';
import buttons from '../ui/button.module.css';
import dialogs from '../ui/dialog.module.css';
import texts from '../ui/text.module.css';
import styles from './manage-room.module.css';

type Section = 'members' | 'restricted' | 'links' | 'reports' | 'settings';

interface ManageRoomDialogProps {
  room: RoomView;
  /** Those that are open. */
  reports: Pages<Report>;
  onClose: () => void;
  onJump?: (seq: number) => void;
}

/** All that moderators do for a room, a tab for each subject. */
export function ManageRoomDialog({ room, reports, onClose, onJump }: ManageRoomDialogProps) {
  const [section, setSection] = useState<Section>('members');
  const [said, setSaid] = useState<{ words: string }>();
  const panel = useRef<HTMLDivElement>(null);
  // The pressed button may have been removed by its own effect.
  useEffect(() => {
    if (said && document.activeElement === document.body) panel.current?.focus({ preventScroll: true });
  }, [said]);
  const choose = (next: Section) => {
    setSaid(undefined);
    setSection(next);
  };
  const tabs: TabOf<Section>[] = [
    { key: 'members', title: 'Members', icon: <PeopleIcon /> },
    { key: 'restricted', title: 'Restricted', icon: <BanIcon /> },
    { key: 'links', title: 'Links', icon: <LinkIcon /> },
    { key: 'reports', title: 'Reports', icon: <FlagIcon />, waiting: reports.items?.length },
  ];
  if (room.may.includes('manage')) tabs.push({ key: 'settings', title: 'Settings', icon: <SlidersIcon /> });
  const props = { room, onDone: (words: string) => setSaid({ words }) };
  return (
    <Modal
      className={clsx(dialogs.dialog, styles.dialog)}
      labelledBy="manage-title"
      testId="manage-dialog"
      onClose={onClose}
    >
      <header className={styles.head}>
        <h2 id="manage-title" tabIndex={-1}>
          <span className={texts.visuallyHidden}>Manage </span>
          <bdi>{room.name}</bdi>
        </h2>
        <button
          type="button"
          className={buttons.icon}
          aria-label="Close"
          data-testid="manage-close"
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </header>
      <Tabs name="manage" label="What to manage" tabs={tabs} chosen={section} onChoose={choose} panel={panel}>
        {section === 'members' && <MembersSection {...props} />}
        {section === 'restricted' && <RestrictionsSection {...props} />}
        {section === 'links' && <InvitationsSection {...props} />}
        {section === 'reports' && <ReportsSection {...props} open={reports} onJump={onJump} />}
        {section === 'settings' && <RoomSettingsSection {...props} />}
      </Tabs>
      <p className={styles.said} role="status" data-testid="manage-said">
        {said?.words}
      </p>
    </Modal>
  );
}
