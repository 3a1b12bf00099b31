import pg, { type PoolClient } from 'pg';

type Callback = (
  error: Error | undefined,
  client?: PoolClient,
  release?: (error?: Error | boolean) => void,
) => void;

/**
 * A part of a pool: its users never hold more than `limit` connections at a time. Transactions that wait for a lock on one
 * table then leave connections to those that need other tables.
 */
export class PoolShare extends pg.Pool {
  private held = 0;
  private readonly queue: (() => void)[] = [];

  constructor(
    private readonly whole: pg.Pool,
    private readonly limit: number,
    private readonly waitMs: number,
  ) {
    super(whole.options);
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<PoolClient> | void {
    const client = this.take();
    if (!callback) return client;
    client.then(
      (client) => callback(undefined, client, client.release.bind(client)),
      (error: Error) => callback(error, undefined, () => undefined),
    );
  }

  private async take(): Promise<PoolClient> {
    await this.turn();
    try {
      const client = await this.whole.connect();
      const release = client.release.bind(client);
      client.release = (error) => {
        this.next();
        release(error);
      };
      return client;
    } catch (error) {
      this.next();
      throw error;
    }
  }

  private turn(): Promise<void> {
    if (this.held < this.limit) {
      this.held += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const proceed = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.queue.splice(this.queue.indexOf(proceed), 1);
        reject(new Error('timeout exceeded when trying to connect'));
      }, this.waitMs);
      this.queue.push(proceed);
    });
  }

  /** The longest waiting request gets the place. */
  private next(): void {
    const proceed = this.queue.shift();
    if (proceed) proceed();
    else this.held -= 1;
  }
}
