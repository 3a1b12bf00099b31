interface Waiter<V> {
  resolve: (value: V | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * Look-ups by key that come in while a query is under way share the next one. Under load hundreds of requests cost one query;
 * no request gets data that was read before it asked.
 */
export class BatchedLookup<V> {
  private waiting = new Map<string, Waiter<V>[]>();
  private running = false;

  /** @param fetch one query for all keys; keys it does not answer are undefined */
  constructor(private readonly fetch: (keys: string[]) => Promise<Map<string, V>>) {}

  find(key: string): Promise<V | undefined> {
    return new Promise((resolve, reject) => {
      const waiters = this.waiting.get(key);
      if (waiters) waiters.push({ resolve, reject });
      else this.waiting.set(key, [{ resolve, reject }]);
      if (this.running) return;
      this.running = true;
      setImmediate(() => void this.run());
    });
  }

  private async run(): Promise<void> {
    while (this.waiting.size > 0) {
      const batch = this.waiting;
      this.waiting = new Map();
      try {
        const found = await this.fetch([...batch.keys()]);
        for (const [key, waiters] of batch) for (const { resolve } of waiters) resolve(found.get(key));
      } catch (error) {
        for (const waiters of batch.values()) for (const { reject } of waiters) reject(error);
      }
    }
    this.running = false;
  }
}
