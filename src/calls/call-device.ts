import type { Connection } from '../realtime/socket.connection.js';

/** Where a device is: null when it acts by REST only. */
export interface Device {
  connectionId: string | null;
  instanceId: string | null;
}

export function deviceOf(connection?: Connection): Device {
  return connection
    ? { connectionId: connection.id, instanceId: connection.instanceId }
    : { connectionId: null, instanceId: null };
}
