import type { UserStatus } from '@ringline/client';

export const STATUS_WORDS: Record<UserStatus, string> = {
  ONLINE: 'Online',
  IDLE: 'Away',
  DND: 'Do not disturb',
  OFFLINE: 'Offline',
};
