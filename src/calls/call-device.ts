import type { Principal } from '../platform/access/principal.js';
import type { Connection } from '../realtime/socket.connection.js';

/** Where a device is (null when it acts by REST only), and the session it acts under. */
export interface Device {
  connectionId: string | null;
  instanceId: string | null;
  sessionId: string;
}

export function deviceOf({ sessionId }: Principal, connection?: Connection): Device {
  const { id: connectionId = null, instanceId = null } = connection ?? {};
  return { connectionId, instanceId, sessionId };
}
