import { type KeyboardEvent, type ReactNode, type Ref, useRef } from 'react';
import { Badge } from './badge.js';
import styles from './tabs.module.css';

export interface TabOf<K extends string> {
  key: K;
  title: string;
  icon: ReactNode;
  /** How much waits there. */
  waiting?: number;
}

interface TabsProps<K extends string> {
  /** Names the whole, and is part of the ids. */
  name: string;
  label: string;
  tabs: readonly TabOf<K>[];
  chosen: K;
  onChoose: (key: K) => void;
  panel: Ref<HTMLDivElement>;
  children: ReactNode;
}

/** One of several at a time: Tab leads to the tab that is chosen, the arrows to the others (WAI-ARIA, tabs). */
export function Tabs<K extends string>(props: TabsProps<K>) {
  const { name, label, tabs, chosen, onChoose, panel, children } = props;
  const list = useRef<HTMLDivElement>(null);
  const choose = (at: number) => {
    const { key } = tabs[(at + tabs.length) % tabs.length]!;
    onChoose(key);
    list.current?.querySelector<HTMLElement>(`#${name}-tab-${key}`)?.focus();
  };
  const move = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ key }) => key === chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  };
  return (
    <>
      <div className={styles.list} role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map(({ key, title, icon, waiting = 0 }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${name}-tab-${key}`}
            data-testid={`${name}-${key}`}
            aria-selected={key === chosen}
            aria-controls={`${name}-panel`}
            tabIndex={key === chosen ? 0 : -1}
            onClick={() => onChoose(key)}
          >
            {icon}
            <span className={styles.title}>
              {title} <Badge count={waiting} of="open" testId={`${name}-${key}-waiting`} />
            </span>
          </button>
        ))}
      </div>
      <div
        className={styles.panel}
        role="tabpanel"
        id={`${name}-panel`}
        aria-labelledby={`${name}-tab-${chosen}`}
        tabIndex={-1}
        ref={panel}
      >
        {children}
      </div>
    </>
  );
}
