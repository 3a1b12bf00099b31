/** Messages to every instance, this one included. At most once: data that must not be lost is also in PostgreSQL. */
export interface Bus {
  /** Whether other instances can be reached now, as far as is known. */
  readonly reachable: boolean;
  /** @param message JSON */
  publish(channel: string, message: object): Promise<void>;
  /** The same to every instance but this one. */
  publishToOthers(channel: string, message: object): Promise<void>;
  subscribe<M extends object>(channel: string, listener: (message: M) => void | Promise<void>): Promise<void>;
}

export const BUS = Symbol('bus');
