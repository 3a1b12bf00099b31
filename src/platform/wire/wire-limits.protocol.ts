/** Limits that are published to clients and that no setting changes. Code that enforces one takes it from here. */

/** In characters (Unicode code points). */
export const CHAT_MESSAGE_MAX_LENGTH = 4000;
/** The form of a room's slug. */
export const CHAT_ROOM_SLUG = '^[a-z0-9](?:[a-z0-9-]{1,62}[a-z0-9])$';
/** How files reach clients: `stream` through this server, `accel` through the proxy before it. */
export type MediaMode = 'stream' | 'accel';
/** Of one frame on a socket in its encoding on the wire, and of a request's JSON body. More ends the connection, or is 413. */
export const MAX_FRAME_BYTES = 64 * 1024;
export const MAX_BODY_BYTES = 64 * 1024;
