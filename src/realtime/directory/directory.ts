/** Which connections live, on every instance; an instance that stops beating loses its own. */
export interface Directory {
  /** This process among all that share the directory; new at every start. */
  readonly instanceId: string;
  /** Calls back when the directory may have lost everything. */
  onReconnect(listener: () => void): void;
  /**
   * Registers a connection.
   * @returns how many the user has now, or why it was refused
   */
  open(
    entry: DirectoryEntry,
    limits: { perUser: number; perIp: number },
  ): Promise<number | 'user_full' | 'ip_full'>;
  /** @returns how many the user has left */
  close(entry: DirectoryEntry): Promise<number>;
  /** How many connections from an IP address were lost with an instance that seems dead, or died lately. */
  lostAt(ip: string): Promise<number>;
  /** The ids of a user's connections. */
  connectionsOf(userId: string): Promise<string[]>;
  /** Which of these users have a connection. */
  online(userIds: string[]): Promise<Set<string>>;
  /** Signed-in members with a connection; guests are only counted. */
  onlineMembers(): Promise<string[]>;
  guests(): Promise<number>;
  /**
   * A heartbeat of this instance. The directory's entries are brought in line with the living connections: by their number, by
   * the connections themselves when that differs or when an answer was lost.
   * @returns users who may have connected or disconnected, and whether the directory had lost this instance: then its entries
   * are there again, but all other data it kept beside them is lost
   */
  beat(living: LivingConnections): Promise<{ moved: string[]; unregistered: boolean }>;
  /** The reported `unregistered` has been handled; until then `beat` repeats it. */
  confirm(): Promise<void>;
  /** Instances that still beat, this one included. */
  liveInstances(): Promise<Set<string>>;
  /** Takes this instance out: nothing of it may remain. */
  leave(): Promise<void>;
}

/** Followed by the instance's id: the channel of the bus that an instance listens to for as long as it lives. */
export const INSTANCE_CHANNEL = 'instance:';

export const DIRECTORY = Symbol('directory');

export interface DirectoryEntry {
  connectionId: string;
  userId: string;
  isGuest: boolean;
  ip: string;
}

/** The connections of this instance at the moment of asking. */
export interface LivingConnections {
  readonly size: number;
  entries(): Iterable<DirectoryEntry>;
  /** Whether it lives or is being registered. */
  has(connectionId: string): boolean;
}
