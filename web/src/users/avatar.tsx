import { useRef } from 'react';
import { useAvatar } from './use-avatar.js';

const HUES = 8;

interface AvatarProps {
  name: string;
  /** Whose picture is shown, if there is one. */
  userId?: string;
  size?: 'small' | 'large';
}

/** Somebody's picture, or initials on a colour that stays with the name. */
export function Avatar({ name, userId, size }: AvatarProps) {
  const place = useRef<HTMLSpanElement>(null);
  const { url, failed } = useAvatar(place, userId);
  return (
    <span
      ref={place}
      className={`avatar avatar-${hue(name)}${size ? ` avatar-${size}` : ''}`}
      aria-hidden="true"
    >
      {url ? <img src={url} alt="" data-testid="avatar-picture" onError={failed} /> : initials(name)}
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
