/** Messages to every instance, this one included. At most once: what must not be lost is also in PostgreSQL. */
export interface Bus {
  /** @param message JSON */
  publish(channel: string, message: object): Promise<void>;
  /** The same to every instance but this one. */
  publishToOthers(channel: string, message: object): Promise<void>;
  subscribe<M extends object>(channel: string, listener: (message: M) => void | Promise<void>): Promise<void>;
}

export const BUS = Symbol('bus');
