// Examples of events, made of their schemas: by the name of a property, since a type says `string` for most of them.

const uuid = (n) => `6f1c2a52-7d5b-4d37-9a53-${String(n).repeat(12)}`;
const [ANA, BEN, CALL, PEER, OTHER_PEER, MESSAGE, ROOM] = [1, 2, 3, 4, 5, 6, 7].map(uuid);
const NOW = '2026-11-21T12:00:00.000Z';
const LATER = '2026-11-21T12:05:00.000Z';

const TEXTS = {
  accessToken: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9…',
  avatarUrl: `/api/media/${uuid(8)}?exp=1790000000&sig=…`,
  bio: 'Tea, mostly.',
  callId: CALL,
  calleeId: BEN,
  callerId: ANA,
  candidate: 'candidate:1 1 udp 2122260223 192.0.2.7 49203 typ host',
  clientId: '0f7d2c',
  code: 'room_not_found',
  connectionId: 'c0a8…',
  credential: 'k2JfB0m6mU1x6Qk9v0Yw3o0m5dU=',
  displayName: 'Ana',
  email: 'ana@example.org',
  emoji: '👍',
  event: 'post.unlocked',
  features: 'calls',
  mentions: BEN,
  token: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9…',
  from: OTHER_PEER,
  groupId: CALL,
  id: MESSAGE,
  message: 'There is no such room.',
  name: 'Tea kitchen',
  peerId: PEER,
  reason: 'draining',
  remotePeerId: OTHER_PEER,
  room: 'tea-kitchen',
  sdp: 'v=0\r\n…',
  slug: 'tea-kitchen',
  text: 'The kettle is on.',
  to: OTHER_PEER,
  url: 'wss://livekit.example.org',
  urls: 'turn:turn.example.org:3478?transport=udp',
  userId: ANA,
  username: 'ana',
};
const NUMBERS = {
  count: 3,
  expiresInMs: 45_000,
  graceMs: 20_000,
  guests: 2,
  heartbeatMs: 25_000,
  inMs: 60_000,
  lastSeq: 128,
  missedCalls: 1,
  protocolVersion: 1,
  revision: 17,
  seq: 42,
  total: 3,
  ttlSeconds: 3600,
  unread: 3,
  version: 7,
};
const TRUE = [
  'added',
  'callWaiting',
  'emailVerified',
  'isOnline',
  'ok',
  'reconnect',
  'recovered',
  'hasChat',
  'hasVoice',
];
const CALL_OBJECT = {
  id: CALL,
  callerId: ANA,
  calleeId: BEN,
  media: 'audio',
  status: 'created',
  createdAt: NOW,
};
const PERSON = {
  id: ANA,
  username: 'ana',
  displayName: 'Ana',
  bio: TEXTS.bio,
  avatarUrl: null,
  isGuest: false,
  status: 'ONLINE',
  isOnline: true,
  lastSeenAt: null,
};
const QUIET = { muted: false, deafened: false, camera: false, screen: false };
const EDITED = { text: 'The kettle was on.', editedAt: LATER, revision: 17 };
const DELETED = { text: null, deletedAt: LATER, revision: 18 };
/** Left out by a schema, and worth showing; or not what a name says elsewhere. */
const ENDED = { status: 'ended', endReason: 'hangup', endedBy: ANA, answeredAt: NOW, endedAt: LATER };
const ACTIVE = { status: 'active', answeredAt: NOW };
const PRESENCE = { userId: ANA, username: 'ana', status: 'ONLINE', lastSeenAt: null, version: 7 };
const MORE = {
  'session:ended.server': { code: 'draining', closeCode: 4503, retryAfterMs: 1000 },
  'error.server': { event: 'room:join' },
  'presence:set.client': { status: 'DND' },
  'presence:set.ack': { data: { status: 'DND' } },
  'presence:snapshot.server': { users: [PRESENCE] },
  'signal.client': { to: OTHER_PEER, description: { type: 'offer', sdp: TEXTS.sdp } },
  'signal.server': { seq: 7, candidate: { candidate: TEXTS.candidate, sdpMid: '0', sdpMLineIndex: 0 } },
  'call:accept.ack': { data: { call: ACTIVE, pending: [] } },
  'call:decline.client': { reason: 'busy' },
  'call:decline.ack': {
    data: { call: { status: 'ended', endReason: 'busy', endedBy: BEN, endedAt: LATER } },
  },
  'call:hangup.ack': { data: { call: ENDED } },
  'call:resume.client': { lastSeq: 7 },
  'call:resume.ack': { data: { call: ACTIVE, remotePeerId: OTHER_PEER, missed: [] } },
  'call:move.ack': { data: { call: ACTIVE } },
  'call:answered-elsewhere.server': { call: ACTIVE },
  'call:moved.server': { remotePeerId: OTHER_PEER },
  'call:ended.server': { call: ENDED },
  'call:state.server': { calls: [{ ...CALL_OBJECT, peer: PERSON, expiresInMs: 45_000 }] },
  'voice:join.client': { muted: true },
  'voice:join.ack': { data: { peers: [{ peerId: OTHER_PEER, userId: BEN, username: 'ben', state: QUIET }] } },
  'voice:state.client': { muted: true },
  'voice:state.ack': { data: { state: { muted: true } } },
  'voice:state.server': { state: { muted: true } },
  'room:join.client': { afterSeq: 41, afterRevision: 16 },
  'room:join.ack': { data: { lastSeq: 42, role: 'member', changed: [], hasMoreChanged: false } },
  'room:role-changed.server': { role: 'member' },
  'room:muted.server': { until: LATER },
  'message:send.ack': { data: { id: MESSAGE } },
  'message:edit.client': { text: EDITED.text },
  'message:edit.ack': { data: { message: EDITED } },
  'message:edited.server': EDITED,
  'message:delete.ack': { data: { message: DELETED } },
  'message:deleted.server': DELETED,
  'message:react.ack': { data: { reactions: [{ emoji: '👍', count: 3, mine: true }] } },
  'message:unreact.ack': { data: { reactions: [{ emoji: '👍', count: 2, mine: false }] } },
  'inbox:unread.server': { byRoom: { 'tea-kitchen': 3 } },
  'inbox:calls-seen.client': { callId: CALL },
  'inbox:calls-seen.ack': { data: { missedCalls: 0 } },
  'inbox:item.server': { room: `direct-${ROOM}`, lastMessage: { room: `direct-${ROOM}` } },
  'inbox:missed-call.server': { call: { status: 'ended', endReason: 'missed', endedAt: LATER } },
  'app:event.server': { data: { postId: 42 } },
  'welcome.server': { features: ['presence', 'calls', 'rooms', 'voice', 'messages', 'inbox'] },
};
/** An id is that of what it stands in. */
const IDS = {
  call: CALL,
  calls: CALL,
  user: ANA,
  caller: ANA,
  peer: BEN,
  author: ANA,
  room: ROOM,
  data: CALL,
};

/** @param key of a message, such as `call:ring.client` @param schemas what `#/definitions/` refers to */
export function eventExample(key, payload, schemas) {
  const example = of(payload, '', key, schemas);
  return merged(example, MORE[key] ?? {});
}

function of(schema, name, within, schemas) {
  if (schema.$ref) {
    const found = schema.$ref.split('/').at(-1);
    return of(schemas[decodeURIComponent(found)], name, within, schemas);
  }
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return of(options[0], name, within, schemas);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  const isNullable = Array.isArray(schema.type) && schema.type.includes('null');
  switch (type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((property) => [
          property,
          of(schema.properties[property], property, name === '' ? within : name, schemas),
        ]),
      );
    case 'array':
      return schema.items ? [of(schema.items, name, within, schemas)] : [];
    case 'boolean':
      return TRUE.includes(name);
    case 'number':
      return known(NUMBERS, name, within);
    case 'null':
      return null;
    default:
      return text(name, within, isNullable);
  }
}

function text(name, within, isNullable) {
  if (name === 'id' && within in IDS) return IDS[within];
  if (within === 'peer' && name === 'username') return 'ben';
  if (within === 'peer' && name === 'displayName') return 'Ben';
  if (/(At|Time|^at|^since|^until)$/.test(name)) return isNullable && name !== 'until' ? null : NOW;
  return known(TEXTS, name, within);
}

function known(values, name, within) {
  if (!(name in values)) throw new Error(`event-examples.mjs has no value for ${name} in ${within}`);
  return values[name];
}

function merged(value, more) {
  if (typeof more !== 'object' || more === null || Array.isArray(more)) return more;
  return Object.entries(more).reduce(
    (all, [name, part]) => ({ ...all, [name]: name in all ? merged(all[name], part) : part }),
    value,
  );
}
