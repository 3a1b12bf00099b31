export { Ringline, type RinglineOptions } from './ringline.js';
export { RinglineError } from './platform/ringline.error.js';
export type { Readable } from './platform/observable.js';
export * from './protocol.js';

export type { Auth, AuthEvents, AuthState, RegisterInput } from './auth/auth.client.js';
export { type OauthArrival, takeOauthArrival } from './auth/oauth-arrival.js';
export type { Oauth } from './auth/oauth.client.js';
export { PROVIDER_NAMES } from './auth/oauth.labels.js';

export type { Connection, ConnectionState } from './realtime/connection.js';
export type { Presence } from './presence/presence.client.js';
export type { PresenceList } from './presence/presence.list.js';
export type { Avatars } from './users/avatars.client.js';
export type { Profile } from './users/profile.client.js';
export type { Users, UserSearch } from './users/users.client.js';
export type { AppEvents } from './integrations/app-events.client.js';

export type { PageOptions, RoomChange, Rooms } from './rooms/rooms.client.js';
export type { ChatRoom, ChatRoomState, PendingMessage, SearchResults } from './messages/chat-room.js';
export type { Messages, MessagesState } from './messages/messages.client.js';
export type { PastMessages, PastState } from './messages/past-messages.js';
export type { Inbox, InboxState } from './inbox/inbox.client.js';
export type { Moderation, ReportDecision, ReportInput } from './moderation/moderation.client.js';

export type { ActiveCall } from './calls/active-call.js';
export type { CallLog, CallSearch } from './calls/call-log.client.js';
export type { CallPhase } from './calls/call.phase.js';
export type { ActiveCallState, CallEnding, CallsEvents, IncomingCall, Person } from './calls/call.state.js';
export type { Calls, CallsState } from './calls/calls.client.js';
export type { RunningCall } from './calls/call-moves.client.js';
export type { VoiceChannel, VoiceChannelState, VoiceMember } from './voice/voice-channel.js';
export type { Voice, VoiceClientState, VoiceEvents } from './voice/voice.client.js';

export type { Device, Devices, DevicesState } from './devices/devices.client.js';
export { type ChosenDevices, DEVICE_KINDS, type DeviceKind } from './devices/devices.memory.js';
export { mayShareScreen, openMicrophone } from './devices/local-media.js';
export { SoundLevel } from './devices/sound-level.js';
export type { MediaQuality, QualityRating } from './webrtc/media-quality.js';
export type { OutgoingMediaState } from './webrtc/outgoing-media.js';
export type { PeerState } from './webrtc/peer.js';
export type { RatedQuality } from './webrtc/quality-watch.js';
export type { ShortAuth } from './webrtc/short-auth.js';

// For forms that count as the server does, and storage that works where site data is blocked.
export { codePoints, utf8Bytes } from './platform/text-length.js';
export { ofThisTab as tabStorage } from './platform/storage.js';
