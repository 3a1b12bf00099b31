import type { Connection } from './socket.connection.js';

/** A device has connected; `welcome` has been sent. */
export class ConnectionOpened {
  constructor(readonly connection: Connection) {}
}

/** A device's connection to this instance has ended. */
export class ConnectionClosed {
  constructor(
    readonly connection: Connection,
    readonly reason: string,
  ) {}
}

/** Users who may have connected or disconnected: look them up in the directory. */
export class PresenceMayHaveChanged {
  /** @param mayReturn they have just left, perhaps only to reload a page */
  constructor(
    readonly userIds: string[],
    readonly mayReturn = false,
  ) {}
}

/** Redis knows nothing (more) of this instance: it came back empty, or this is the first beat. */
export class InstanceUnregistered {}

/** An instance has not been seen for its lease: it died, or left. */
export class InstanceMissedLease {
  /** @param unseenForMs since it was last seen */
  constructor(readonly unseenForMs: number) {}
}
