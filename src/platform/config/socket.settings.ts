import { Variable } from './variable.js';

/** Sockets: how many, how fast, how long. */
export class SocketSettings {
  @Variable('HEARTBEAT_MS', {
    group: 'Sockets and presence',
    kind: 'integer',
    range: [1000, 60000],
    fallback: 25000,
    about: 'Milliseconds between heartbeats of a socket.',
  })
  heartbeatMs: number;

  @Variable('INSTANCE_LEASE_S', {
    kind: 'integer',
    range: [3, 50],
    fallback: 30,
    about: "Seconds after an instance's last sign of life until its connections count as gone.",
  })
  instanceLeaseS: number;

  @Variable('SOCKETS_PER_USER', {
    kind: 'integer',
    range: [1, 1000000],
    fallback: 20,
    about:
      'Connections that a user may have at the same time, on all instances. Multiplied by RATE_LIMIT_FACTOR.',
  })
  perUser: number;

  @Variable('SOCKETS_PER_ADDRESS', {
    kind: 'integer',
    range: [1, 1000000],
    fallback: 1000,
    about:
      'Connections from one IP address (IPv6: a /64) at the same time; a whole office may have one. Multiplied by RATE_LIMIT_FACTOR.',
  })
  perIp: number;

  @Variable('CONNECTS_PER_USER', {
    kind: 'integer',
    range: [1, 1000000],
    fallback: 60,
    about:
      'How often a user may connect in a minute, and each session two thirds of that. Multiplied by RATE_LIMIT_FACTOR.',
  })
  connectsPerUser: number;

  @Variable('CONNECTS_PER_ADDRESS', {
    kind: 'integer',
    range: [1, 1000000],
    fallback: 600,
    about:
      'How many connection attempts an IP address has in a minute, with a valid token or without. Multiplied by RATE_LIMIT_FACTOR.',
  })
  connectsPerIp: number;

  @Variable('SEND_BACKLOG_BYTES', {
    kind: 'integer',
    range: [65536, 1073741824],
    fallback: 2097152,
    about:
      'Bytes that may wait for one client that reads more slowly than is sent to it; beyond that its connection is ended with close code 4408.',
  })
  sendBacklogBytes: number;

  @Variable('SEND_BACKLOG_TOTAL_BYTES', {
    kind: 'integer',
    range: [1048576, 1099511627776],
    fallback: 536870912,
    about:
      'Bytes that may wait for all clients of one instance together; beyond that the connections for which most waits are ended.',
  })
  sendBacklogTotalBytes: number;

  @Variable('SEND_STALL_TIMEOUT_S', {
    kind: 'integer',
    range: [1, 3600],
    fallback: 30,
    about:
      'Seconds that a client may read nothing while something waits for it, whatever it sends; then its connection is ended with close code 4408.',
  })
  sendStallTimeoutS: number;

  @Variable('PRESENCE_IDLE_TIMEOUT_S', {
    kind: 'integer',
    range: [0, 604800],
    fallback: 0,
    about:
      'Seconds without an event from a client after which its connection is ended with close code 4000; 0 for never, so that an open page still rings.',
  })
  presenceIdleTimeoutS: number;

  @Variable('CHAT_IDLE_TIMEOUT_S', {
    kind: 'integer',
    range: [0, 604800],
    fallback: 0,
    about: 'The same for devices that have joined a room, with close code 4001.',
  })
  chatIdleTimeoutS: number;

  @Variable('INBOX_IDLE_TIMEOUT_S', {
    kind: 'integer',
    range: [0, 604800],
    fallback: 0,
    about: 'The same for devices that show a thread of the inbox, with close code 4002.',
  })
  inboxIdleTimeoutS: number;

  @Variable('GUEST_IDLE_TIMEOUT_S', {
    kind: 'integer',
    range: [0, 604800],
    fallback: 3600,
    about:
      'The same for guests wherever they are, if it is the shorter one: visitors leave pages open and never come back. 0 for never.',
  })
  guestIdleTimeoutS: number;
}
