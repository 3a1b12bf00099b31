import type {
  CallsClientEvents,
  CallsServerEvents,
  SignalingClientEvents,
  SignalingServerEvents,
} from '../protocol.js';
import type { Channel } from '../realtime/channel.js';

/** What calls see of the connection. */
export type CallsChannel = Channel<
  CallsClientEvents & SignalingClientEvents,
  CallsServerEvents & SignalingServerEvents
>;
