import { IsIn, IsOptional, Matches, MinLength } from 'class-validator';
import { OauthSettings } from './oauth.settings.js';
import { Variable } from './variable.js';

/** Calls, ICE servers, sockets. */
export class CallSettings extends OauthSettings {
  @Variable({
    group: 'Calls',
    kind: 'list',
    fallback: ['stun:stun.l.google.com:19302'],
    about: 'STUN servers handed to browsers, comma-separated; empty for none.',
  })
  @Matches(/^stuns?:\S+$/, { each: true, message: 'must be a comma-separated list of stun: or stuns: URLs' })
  stunUrls: string[];

  @Variable({
    kind: 'list',
    fallback: [],
    about:
      'TURN servers handed to browsers with time-limited credentials, comma-separated (turn:turn.example.org:3478?transport=udp).',
  })
  @Matches(/^turns?:\S+$/, { each: true, message: 'must be a comma-separated list of turn: or turns: URLs' })
  turnUrls: string[];

  @Variable({
    kind: 'string',
    secret: true,
    about: "The TURN server's shared secret (coturn: static-auth-secret). Needed with TURN_URLS.",
  })
  @IsOptional()
  @MinLength(16, { message: 'must have at least 16 characters' })
  turnSecret?: string;

  @Variable({
    kind: 'integer',
    range: [30, 86400],
    fallback: 3600,
    about: 'Seconds that TURN credentials are valid.',
  })
  turnTtlS: number;

  @Variable({
    kind: 'boolean',
    fallback: false,
    about:
      'true hands TURN credentials only to users with a running call; the relay then is of no use to anybody else.',
  })
  turnOnlyInCalls: boolean;

  @Variable({
    kind: 'boolean',
    fallback: false,
    about:
      'true sends the media of every call through TURN: nobody learns the address of whom they talk to. Users can choose it for themselves, too.',
  })
  relayOnly: boolean;

  @Variable({
    kind: 'integer',
    range: [1, 300],
    fallback: 45,
    about: 'Seconds a call rings before it is missed.',
  })
  callRingTimeoutS: number;

  @Variable({
    kind: 'integer',
    range: [1, 300],
    fallback: 30,
    about:
      'Seconds a device that lost its connection may come back before its call ends as lost, or it has left the voice channel.',
  })
  callResumeGraceS: number;

  @Variable({
    kind: 'integer',
    range: [1, 300],
    fallback: 20,
    about:
      'Seconds a device that takes a call over from another may need to connect; then the call stays where it was.',
  })
  callMoveTimeoutS: number;

  @Variable({
    kind: 'integer',
    range: [1, 1000],
    fallback: 10,
    about:
      'Calls that may ring or run for a user at the same time, on all devices together. Whoever is rung beyond that is busy.',
  })
  callsPerUser: number;

  @Variable({
    kind: 'integer',
    range: [0, 3650],
    fallback: 365,
    about: 'Days that ended calls stay in the call log; 0 keeps them for ever.',
  })
  callLogKeepDays: number;

  @Variable({
    kind: 'string',
    fallback: 'off',
    about:
      'off, or metadata: keeps of every signal its type and time with the call, for finding out why calls do not connect. SDP and candidates are never kept.',
  })
  @IsIn(['off', 'metadata'], { message: 'must be off or metadata' })
  signalingLog: 'off' | 'metadata';

  @Variable({
    kind: 'boolean',
    fallback: false,
    about: 'Whether guests may call people; they can always be called.',
  })
  guestsMayRing: boolean;

  @Variable({
    group: 'Sockets and presence',
    kind: 'integer',
    range: [1000, 60000],
    fallback: 25000,
    about: 'Milliseconds between heartbeats of a socket.',
  })
  heartbeatMs: number;

  @Variable({
    kind: 'integer',
    range: [3, 50],
    fallback: 30,
    about: "Seconds after an instance's last sign of life until its connections count as gone.",
  })
  instanceLeaseS: number;

  @Variable({
    kind: 'integer',
    range: [1, 1000000],
    fallback: 20,
    about:
      'Connections that a user may have at the same time, on all instances. Multiplied by RATE_LIMIT_FACTOR.',
  })
  socketsPerUser: number;

  @Variable({
    kind: 'integer',
    range: [1, 1000000],
    fallback: 1000,
    about:
      'Connections from one address (IPv6: a /64) at the same time; a whole office may have one. Multiplied by RATE_LIMIT_FACTOR.',
  })
  socketsPerAddress: number;

  @Variable({
    kind: 'integer',
    range: [1, 1000000],
    fallback: 60,
    about:
      'How often a user may connect in a minute, and each session two thirds of that. Multiplied by RATE_LIMIT_FACTOR.',
  })
  connectsPerUser: number;

  @Variable({
    kind: 'integer',
    range: [1, 1000000],
    fallback: 600,
    about:
      'How often somebody may try to connect from one address in a minute, with a good token or without. Multiplied by RATE_LIMIT_FACTOR.',
  })
  connectsPerAddress: number;

  @Variable({
    kind: 'integer',
    range: [65536, 1073741824],
    fallback: 2097152,
    about:
      'Bytes that may wait for one client that reads more slowly than is sent to it; beyond that its connection is ended with close code 4408.',
  })
  sendBacklogBytes: number;

  @Variable({
    kind: 'integer',
    range: [1048576, 1099511627776],
    fallback: 536870912,
    about:
      'Bytes that may wait for all clients of one instance together; beyond that the connections for which most waits are ended.',
  })
  sendBacklogTotalBytes: number;

  @Variable({
    kind: 'integer',
    range: [1, 3600],
    fallback: 30,
    about:
      'Seconds that a client may read nothing while something waits for it, whatever it sends; then its connection is ended with close code 4408.',
  })
  sendStallTimeoutS: number;

  @Variable({
    kind: 'integer',
    range: [0, 604800],
    fallback: 0,
    about:
      'Seconds without an event from a client after which its connection is ended with close code 4000; 0 for never, so that an open page still rings.',
  })
  presenceIdleTimeoutS: number;

  @Variable({
    kind: 'integer',
    range: [0, 604800],
    fallback: 0,
    about: 'The same for devices that have joined a room, with close code 4001.',
  })
  chatIdleTimeoutS: number;

  @Variable({
    kind: 'integer',
    range: [0, 604800],
    fallback: 0,
    about: 'The same for devices that show a thread of the inbox, with close code 4002.',
  })
  inboxIdleTimeoutS: number;

  @Variable({
    kind: 'integer',
    range: [0, 604800],
    fallback: 3600,
    about:
      'The same for guests wherever they are, if it is the shorter one: visitors leave pages open and never come back. 0 for never.',
  })
  guestIdleTimeoutS: number;
}
