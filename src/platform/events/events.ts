import { Injectable } from '@nestjs/common';
import { Log } from '../log/log.js';

type EventClass<E> = new (...args: never[]) => E;
type Listener<E> = (event: E) => void | Promise<void>;

/** Events inside one process, from a slice to those above it. A listener that fails is logged and does not stop the others. */
@Injectable()
export class Events {
  private readonly listeners = new Map<unknown, Listener<never>[]>();
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly log: Log) {}

  on<E>(kind: EventClass<E>, listener: Listener<E>): void {
    this.listeners.set(kind, [...(this.listeners.get(kind) ?? []), listener]);
  }

  publish(event: object): void {
    for (const listener of this.listeners.get(event.constructor) ?? []) {
      const task = this.run(listener as Listener<object>, event).finally(() => this.running.delete(task));
      this.running.add(task);
    }
  }

  /** Waits until every listener has handled all events published so far. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  private async run(listener: Listener<object>, event: object): Promise<void> {
    try {
      await listener(event);
    } catch (error) {
      this.log.error('listener failed', { event: event.constructor.name, error });
    }
  }
}
