import type { SignalOut } from '../../../../src/signaling/signaling.protocol.js';
import type { VoiceClientEvents } from '../../../../src/voice/voice.protocol.js';
import type { Channel } from '../realtime/channel.js';

/** How a channel speaks to the server. */
export interface VoiceWire {
  request: Channel<VoiceClientEvents, object>['request'];
  signal: (signal: SignalOut) => Promise<unknown>;
}
