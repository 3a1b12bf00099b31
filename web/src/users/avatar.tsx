import { clsx } from 'clsx';
import { useRef } from 'react';
import type { UserStatus } from '@ringline/client';
import { useAvatar } from './use-avatar.js';
import dots from '../ui/dot.module.css';
import styles from './avatar.module.css';

const HUES = 8;
const SIZES = { small: styles.small, large: styles.large };

interface AvatarProps {
  name: string;
  /** Whose picture is shown, if there is one. */
  userId?: string;
  size?: 'small' | 'large';
  /** Shown as a dot on its edge. */
  status?: UserStatus;
  className?: string;
}

/** A user's picture, or initials on a colour derived from the name. */
export function Avatar({ name, userId, size, status, className }: AvatarProps) {
  const place = useRef<HTMLSpanElement>(null);
  const { url, failed } = useAvatar(place, userId);
  const avatar = (
    <span
      ref={place}
      className={clsx(styles.avatar, size && SIZES[size], className)}
      data-hue={hue(name)}
      aria-hidden="true"
    >
      {url ? <img src={url} alt="" data-testid="avatar-picture" onError={failed} /> : initials(name)}
    </span>
  );
  if (!status) return avatar;
  return (
    <span className={styles.place}>
      {avatar}
      <span className={clsx(dots.dot, styles.dot)} data-status={status} />
    </span>
  );
}

function hue(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)!) % 65_521;
  return sum % HUES;
}

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? '?')][0]!.toUpperCase()).join('');
}
