import type { Socket } from 'socket.io-client';

interface Received {
  event: string;
  payload: unknown;
  taken: boolean;
}

interface Waiting {
  event: string;
  such: (payload: unknown) => boolean;
  resolve: (payload: unknown) => void;
  fail: () => void;
}

/** Remembers everything a connection received, from its first event on, and the tests that wait for an event. */
export class Inbox {
  private readonly received: Received[] = [];
  private readonly waiting = new Set<Waiting>();
  private ended?: string;
  private readonly onEnd = new Set<(reason: string) => void>();

  constructor(
    private readonly name: string,
    private readonly waitMs: number,
  ) {}

  listen(socket: Socket): void {
    socket.onAny((event: string, payload: unknown) => this.deliver(event, payload));
    socket.once('disconnect', (reason) => {
      this.ended = reason;
      for (const listener of this.onEnd) listener(reason);
      for (const waiting of this.waiting) waiting.fail();
    });
  }

  all(event: string): unknown[] {
    return this.received.filter((item) => item.event === event).map((item) => item.payload);
  }

  everything(): { event: string; payload: unknown }[] {
    return this.received;
  }

  names(): string[] {
    return this.received.map((item) => item.event);
  }

  next(event: string, such: (payload: unknown) => boolean): Promise<unknown> {
    const known = this.received.find((item) => !item.taken && item.event === event && such(item.payload));
    if (known) {
      known.taken = true;
      return Promise.resolve(known.payload);
    }
    // Made here, where the test's own line is still on the stack.
    const failure = new Error();
    return new Promise((resolve, reject) => {
      const over = () => {
        clearTimeout(timer);
        this.waiting.delete(waiting);
      };
      const waiting: Waiting = {
        event,
        such,
        resolve: (payload) => {
          over();
          resolve(payload);
        },
        fail: () => {
          over();
          failure.message = `${this.name} did not receive ${event}; ${this.summary()}`;
          reject(failure);
        },
      };
      const timer = setTimeout(waiting.fail, this.waitMs).unref();
      this.waiting.add(waiting);
      if (this.ended !== undefined) waiting.fail();
    });
  }

  disconnected(): Promise<string> {
    if (this.ended !== undefined) return Promise.resolve(this.ended);
    return new Promise((resolve, reject) => {
      const stayed = () => reject(new Error(`${this.name} stayed connected; ${this.summary()}`));
      const timer = setTimeout(stayed, this.waitMs).unref();
      this.onEnd.add((reason) => {
        clearTimeout(timer);
        resolve(reason);
      });
    });
  }

  /** For failures: the events that arrived, in order. */
  summary(): string {
    const end = this.ended === undefined ? '' : `, then the connection ended (${this.ended})`;
    if (this.received.length === 0) return `nothing arrived${end}`;
    const lines = this.received.map(({ event, payload, taken }) => {
      const text = JSON.stringify(payload) ?? '';
      return `  ${event}${taken ? ' (taken)' : ''} ${text.length > 300 ? `${text.slice(0, 300)} ...` : text}`;
    });
    return `what arrived${end}:\n${lines.join('\n')}`;
  }

  private deliver(event: string, payload: unknown): void {
    const item: Received = { event, payload, taken: false };
    this.received.push(item);
    for (const waiting of this.waiting) {
      if (waiting.event !== event || !waiting.such(payload)) continue;
      item.taken = true;
      return waiting.resolve(payload);
    }
  }
}
