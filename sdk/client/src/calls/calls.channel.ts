import type { CallsClientEvents, CallsServerEvents } from '../../../../src/calls/calls.protocol.js';
import type {
  SignalingClientEvents,
  SignalingServerEvents,
} from '../../../../src/signaling/signaling.protocol.js';
import type { Channel } from '../realtime/channel.js';

/** What calls see of the connection. */
export type CallsChannel = Channel<
  CallsClientEvents & SignalingClientEvents,
  CallsServerEvents & SignalingServerEvents
>;
