/** Which connections live, on every instance; an instance that stops beating loses its own. */
export interface Directory {
  /** This process among all that share the directory; new at every start. */
  readonly instanceId: string;
  /** Calls back when the directory may have forgotten everything. */
  onReturn(listener: () => void): void;
  /**
   * Registers a connection.
   * @returns how many the user has now, or why it was refused
   */
  open(
    entry: DirectoryEntry,
    limits: { perUser: number; perAddress: number },
  ): Promise<number | 'user_full' | 'address_full'>;
  /** @returns how many the user has left */
  close(entry: DirectoryEntry): Promise<number>;
  /** The ids of a user's connections. */
  connectionsOf(userId: string): Promise<string[]>;
  /** Which of these users have a connection. */
  online(userIds: string[]): Promise<Set<string>>;
  /** Signed-in members with a connection; guests are only counted. */
  onlineMembers(): Promise<string[]>;
  guests(): Promise<number>;
  /**
   * A sign of life of this instance, whose connections are `entries`.
   * @returns users who may have come or gone because an instance lapsed or had been forgotten, and whether it was this
   * one: then its entries are in the directory again, but whatever else it kept beside them is gone
   */
  beat(entries: Iterable<DirectoryEntry>): Promise<{ moved: string[]; forgotten: boolean }>;
  /** Instances that still beat, this one included. */
  liveInstances(): Promise<Set<string>>;
  /** Takes this instance out: nothing of it may remain. */
  leave(): Promise<void>;
}

export const DIRECTORY = Symbol('directory');

export interface DirectoryEntry {
  connectionId: string;
  userId: string;
  isGuest: boolean;
  address: string;
}
