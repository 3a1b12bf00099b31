import type { ReactNode } from 'react';
import { Badge } from '../ui/badge.js';
import { ChatIcon, PeopleIcon, PersonIcon, PhoneIcon } from '../ui/icons.js';
import styles from './shell.module.css';

const TABS = [
  { view: 'chats', title: 'Chats', icon: <ChatIcon /> },
  { view: 'people', title: 'People', icon: <PeopleIcon /> },
  { view: 'calls', title: 'Calls', icon: <PhoneIcon /> },
  { view: 'me', title: 'Me', icon: <PersonIcon /> },
] as const;

/** The views of which a phone shows one. */
export type View = (typeof TABS)[number]['view'];

interface TabBarProps {
  view: View;
  onChoose: (view: View) => void;
  /** How much is new where. */
  badges?: Partial<Record<View, number>>;
}

export function TabBar({ view, onChoose, badges = {} }: TabBarProps) {
  return (
    <nav className={styles.tabs} aria-label="Views" data-testid="tabs">
      {TABS.map((tab) => (
        <Tab
          key={tab.view}
          {...tab}
          isShown={tab.view === view}
          badge={badges[tab.view] ?? 0}
          onChoose={onChoose}
        />
      ))}
    </nav>
  );
}

interface TabProps {
  view: View;
  title: string;
  icon: ReactNode;
  isShown: boolean;
  badge: number;
  onChoose: (view: View) => void;
}

function Tab({ view, title, icon, isShown, badge, onChoose }: TabProps) {
  return (
    <button
      type="button"
      className={styles.tab}
      data-testid={`tab-${view}`}
      aria-current={isShown ? 'page' : undefined}
      onClick={() => onChoose(view)}
    >
      {icon}
      {title}
      <span className={styles.badge}>
        <Badge count={badge} of="new" testId={`tab-${view}-badge`} />
      </span>
    </button>
  );
}
