/** The connection as a slice sees it: its own events, typed by its own protocol. */

export type ClientEvents<C> = { [E in keyof C]: { payload: unknown; ack: unknown } };

export interface Channel<Client extends ClientEvents<Client>, Server> {
  /** Sends and resolves with the ack's data; rejects with a `RinglineError`, `ack_timeout` among them. */
  request<E extends keyof Client & string>(
    event: E,
    payload: Client[E]['payload'],
  ): Promise<Client[E]['ack']>;
  /** Answers the function that removes the listener. */
  on<E extends keyof Server & string>(event: E, listener: (payload: Server[E]) => void): () => void;
}
