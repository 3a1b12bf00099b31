import type { PresenceHandshake } from '../../../src/presence/presence.protocol.js';
import type { HandshakeToken } from '../../../src/realtime/realtime.protocol.js';
import type { SignalingHandshake } from '../../../src/signaling/signaling.protocol.js';

// The wire types, as the server declares them: bundled into this package's declarations.
export type * from '../../../src/auth/auth.protocol.js';
export type * from '../../../src/calls/calls.protocol.js';
export type * from '../../../src/inbox/inbox.protocol.js';
export type { AppEvent } from '../../../src/integrations/integrations.protocol.js';
export type * from '../../../src/media/media.protocol.js';
export type * from '../../../src/messages/messages.protocol.js';
export type * from '../../../src/meta/meta.protocol.js';
export type * from '../../../src/moderation/moderation.protocol.js';
export type * from '../../../src/oauth/oauth.protocol.js';
export type * from '../../../src/passwords/passwords.protocol.js';
export type {
  Ack,
  FieldError,
  Page,
  Problem,
  WireError,
} from '../../../src/platform/wire/problem.protocol.js';
export type * from '../../../src/presence/presence.protocol.js';
export type * from '../../../src/realtime/realtime.protocol.js';
export type * from '../../../src/rooms/rooms.protocol.js';
export type * from '../../../src/sessions/sessions.protocol.js';
export type * from '../../../src/signaling/signaling.protocol.js';
export type {
  BlockedUser,
  NamedUser,
  OwnUser,
  PublicUser,
  UserStatus,
} from '../../../src/users/users.protocol.js';
export type * from '../../../src/voice/voice.protocol.js';

/** What a client says of itself in the handshake's `auth`; only the token is needed. */
export type HandshakeAuth = HandshakeToken & PresenceHandshake & SignalingHandshake;

// Limits and lists that forms need.
export { LOGIN_MAX_LENGTH } from '../../../src/auth/auth.protocol.js';
export { CALL_END_REASONS, CALL_MEDIA } from '../../../src/calls/calls.protocol.js';
export { ATTACHMENTS_MAX, SEARCH_MAX_LENGTH } from '../../../src/messages/messages.protocol.js';
export {
  REPORT_REASONS,
  REPORT_STATUSES,
  REPORT_TEXT_MAX_LENGTH,
} from '../../../src/moderation/moderation.protocol.js';
export {
  COMPARED_PASSWORD_MAX_BYTES,
  PASSWORD_MAX_LENGTH,
} from '../../../src/passwords/passwords.protocol.js';
export { CHAT_MESSAGE_MAX_LENGTH } from '../../../src/platform/wire/wire-limits.protocol.js';
export { contains } from '../../../src/platform/text/words.protocol.js';
export {
  CHOSEN_KINDS,
  PUBLIC_ROOM_SLUG,
  ROOM_NAME_MAX_LENGTH,
  ROOM_ROLES,
} from '../../../src/rooms/rooms.protocol.js';
export {
  BIO_MAX_LENGTH,
  DISPLAY_NAME_MAX_LENGTH,
  EMAIL_MAX_BYTES,
  USER_STATUSES,
  USERNAME_MAX_LENGTH,
  USERS_QUERY_MAX_LENGTH,
} from '../../../src/users/users.protocol.js';

// Rules that pages apply before they ask; the server has the last word.
export { wasMissed } from '../../../src/calls/log/missed.policy.js';
export { mayGrant, mayHold, mayLeave, mayTouch } from '../../../src/rooms/room.policy.js';
