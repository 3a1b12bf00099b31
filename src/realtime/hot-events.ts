import { Injectable } from '@nestjs/common';
import type { WireError } from '../platform/http/problem.protocol.js';
import type { Connection } from './connection.js';

/** Answers at once with null (done) or an error; a promise only where the answer needs I/O. */
export type HotHandler = (connection: Connection, payload: unknown) => WireError | null | Promise<WireError | null>;

/** Events too frequent for Nest's message pipeline: no pipes, no guards, no reflection, the handler checks its input. */
@Injectable()
export class HotEvents {
  private readonly handlers = new Map<string, HotHandler>();

  register(event: string, handler: HotHandler): void {
    this.handlers.set(event, handler);
  }

  get(event: string): HotHandler | undefined {
    return this.handlers.get(event);
  }
}
