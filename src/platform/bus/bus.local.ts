import { EventEmitter } from 'node:events';
import type { Bus } from './bus.js';

/** One process: publishing is calling. */
export class LocalBus implements Bus {
  readonly reachable = true;
  private readonly emitter = new EventEmitter();

  async publish(channel: string, message: object): Promise<void> {
    this.emitter.emit(channel, message);
  }

  async publishToOthers(): Promise<void> {}

  async subscribe<M extends object>(
    channel: string,
    listener: (message: M) => void | Promise<void>,
  ): Promise<void> {
    this.emitter.on(channel, (message: M) => void listener(message));
  }
}
