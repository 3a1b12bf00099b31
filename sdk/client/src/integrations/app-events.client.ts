import type {
  AppEvent,
  IntegrationsServerEvents,
} from '../../../../src/integrations/integrations.protocol.js';
import { Emitter } from '../platform/emitter.js';
import type { Channel } from '../realtime/channel.js';

/** Events that the application's back end publishes to this user. */
export class AppEvents {
  readonly #events = new Emitter<Record<string, AppEvent>>();

  constructor(channel: Channel<object, IntegrationsServerEvents>) {
    channel.on('app:event', (event) => this.#events.emit(event.event, event));
  }

  /**
   * @param name the event's, such as `order.paid`
   * @returns the function that removes the listener
   */
  on(name: string, listener: (event: AppEvent) => void): () => void {
    return this.#events.on(name, listener);
  }
}
