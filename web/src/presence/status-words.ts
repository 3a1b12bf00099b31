import type { UserStatus } from '../../../src/users/users.protocol.js';

export const STATUS_WORDS: Record<UserStatus, string> = {
  ONLINE: 'Online',
  IDLE: 'Away',
  DND: 'Do not disturb',
  OFFLINE: 'Offline',
};
