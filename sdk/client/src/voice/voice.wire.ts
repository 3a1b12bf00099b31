import type { SignalOut, VoiceClientEvents } from '../protocol.js';
import type { Channel } from '../realtime/channel.js';

/** How a channel speaks to the server. */
export interface VoiceWire {
  request: Channel<VoiceClientEvents, object>['request'];
  signal: (signal: SignalOut) => Promise<unknown>;
}
