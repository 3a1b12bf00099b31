import type { MessageAuthor } from '@ringline/client';
import { isolated } from '../ui/direction.js';

/** "Ana writes…", "Ana and Ben write…" or "Several people write…"; empty when nobody does. */
export function writersLabel(writers: readonly MessageAuthor[]): string {
  const names = writers.map(({ displayName }) => isolated(displayName));
  if (names.length === 0) return '';
  if (names.length === 1) return `${names[0]} writes…`;
  return names.length === 2 ? `${names[0]} and ${names[1]} write…` : 'Several people write…';
}
