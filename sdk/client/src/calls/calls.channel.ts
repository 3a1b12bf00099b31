import type {
  CallsClientEvents,
  CallsServerEvents,
  SignalingClientEvents,
  SignalingServerEvents,
} from '../protocol.js';
import type { Channel } from '../realtime/channel.js';

/** The connection as calls use it. */
export type CallsChannel = Channel<
  CallsClientEvents & SignalingClientEvents,
  CallsServerEvents & SignalingServerEvents
>;
