import type { Connection } from './socket.connection.js';
import { CLOSE_CODES, type SessionEnded } from './realtime.protocol.js';

/** Says why, then disconnects: the client knows whether to come back. */
export function endConnection(connection: Connection, ended: SessionEnded): void {
  connection.endedFor ??= ended.code;
  connection.isSignedOut ||= ended.closeCode === CLOSE_CODES.notSignedIn;
  connection.emit('session:ended', ended);
  connection.disconnect();
}
