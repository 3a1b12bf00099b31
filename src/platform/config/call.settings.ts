import { IsIn, IsOptional, Matches, MinLength } from 'class-validator';
import { Variable } from './variable.js';

/** Calls and ICE servers. */
export class CallSettings {
  @Variable('STUN_URLS', {
    group: 'Calls',
    kind: 'list',
    fallback: ['stun:stun.l.google.com:19302'],
    about: 'STUN servers handed to browsers, comma-separated; empty for none.',
  })
  @Matches(/^stuns?:\S+$/, { each: true, message: 'must be a comma-separated list of stun: or stuns: URLs' })
  stunUrls: string[];

  @Variable('TURN_URLS', {
    kind: 'list',
    fallback: [],
    about:
      'TURN servers handed to browsers with time-limited credentials, comma-separated (turn:turn.example.org:3478?transport=udp).',
  })
  @Matches(/^turns?:\S+$/, { each: true, message: 'must be a comma-separated list of turn: or turns: URLs' })
  turnUrls: string[];

  @Variable('TURN_SECRET', {
    kind: 'string',
    secret: true,
    about: "The TURN server's shared secret (coturn: static-auth-secret). Needed with TURN_URLS.",
  })
  @IsOptional()
  @MinLength(16, { message: 'must have at least 16 characters' })
  turnSecret?: string;

  @Variable('TURN_TTL_S', {
    kind: 'integer',
    range: [30, 86400],
    fallback: 3600,
    about: 'Seconds that TURN credentials are valid.',
  })
  turnTtlS: number;

  @Variable('TURN_ONLY_IN_CALLS', {
    kind: 'boolean',
    fallback: false,
    about:
      'true hands TURN credentials only to users with a running call; the relay then is of no use to anybody else.',
  })
  turnOnlyInCalls: boolean;

  @Variable('RELAY_ONLY', {
    kind: 'boolean',
    fallback: false,
    about:
      'true sends the media of every call through TURN: no participant learns the IP address of another. Users can choose it for themselves, too.',
  })
  relayOnly: boolean;

  @Variable('CALL_RING_TIMEOUT_S', {
    kind: 'integer',
    range: [1, 300],
    fallback: 45,
    about: 'Seconds a call rings before it is missed.',
  })
  ringTimeoutS: number;

  @Variable('CALL_RESUME_GRACE_S', {
    kind: 'integer',
    range: [1, 300],
    fallback: 30,
    about:
      'Seconds a device that lost its connection may come back before its call ends as lost, or it has left the voice channel.',
  })
  resumeGraceS: number;

  @Variable('CALL_MOVE_TIMEOUT_S', {
    kind: 'integer',
    range: [1, 300],
    fallback: 20,
    about:
      'Seconds a device that takes a call over from another may need to connect; then the call stays where it was.',
  })
  moveTimeoutS: number;

  @Variable('CALLS_PER_USER', {
    kind: 'integer',
    range: [1, 1000],
    fallback: 10,
    about:
      'Calls that may ring or run for a user at the same time, on all devices together. A callee with as many is busy.',
  })
  perUser: number;

  @Variable('CALL_LOG_KEEP_DAYS', {
    kind: 'integer',
    range: [0, 3650],
    fallback: 365,
    about: 'Days that ended calls stay in the call log; 0 keeps them for ever.',
  })
  logKeepDays: number;

  @Variable('SIGNALING_LOG', {
    kind: 'string',
    fallback: 'off',
    about:
      'off, or metadata: keeps of every signal its type and time with the call, for finding out why calls do not connect. SDP and candidates are never kept.',
  })
  @IsIn(['off', 'metadata'], { message: 'must be off or metadata' })
  signalingLog: 'off' | 'metadata';

  @Variable('GUESTS_MAY_RING', {
    kind: 'boolean',
    fallback: false,
    about: 'Whether guests may call people; they can always be called.',
  })
  guestsMayRing: boolean;
}
