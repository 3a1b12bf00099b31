import type {
  ActiveCall,
  ActiveCallState,
  AppEvent,
  AuthState,
  CallsState,
  ChatRoom,
  ChatRoomState,
  ConnectionState,
  DevicesState,
  InboxState,
  PresenceList,
  VoiceChannel,
  VoiceChannelState,
} from '@ringline/client';
import { useEffect, useRef } from 'react';
import { useRingline } from './provider.js';
import { useObservable } from './use-observable.js';

/** The session state and the signed-in user. */
export function useAuth(): AuthState {
  return useObservable(useRingline().auth.state);
}

/** The socket's state. */
export function useConnection(): ConnectionState {
  return useObservable(useRingline().connection.state);
}

/** The online users. */
export function usePresence(): PresenceList {
  return useObservable(useRingline().presence.list);
}

/** Unread counts and missed calls. */
export function useInbox(): InboxState {
  return useObservable(useRingline().inbox.state);
}

/** Microphones, cameras, speakers and which of them are chosen. */
export function useDevices(): DevicesState {
  return useObservable(useRingline().devices.state);
}

/** Calls that ring here and the call this page is in. */
export function useCalls(): CallsState {
  return useObservable(useRingline().calls.state);
}

/** The call this page is in, with its state; both undefined outside of a call. */
export function useCall(): { call?: ActiveCall; state?: ActiveCallState } {
  const { active: call } = useCalls();
  return { call, state: useObservable(call?.state) };
}

/** The voice channel this page is in, with its state; both undefined outside. */
export function useVoice(): { channel?: VoiceChannel; state?: VoiceChannelState } {
  const { active: channel } = useObservable(useRingline().voice.state);
  return { channel, state: useObservable(channel?.state) };
}

/**
 * Follows a room's messages as long as the component is mounted; several components may follow the same room.
 * @param slug the room's; undefined follows none
 */
export function useRoom(slug: string | undefined): { room?: ChatRoom; state?: ChatRoomState } {
  const { messages } = useRingline();
  const { open } = useObservable(messages.state);
  useEffect(() => {
    if (slug === undefined) return;
    messages.open(slug);
    return () => messages.close(slug);
  }, [messages, slug]);
  const room = open.find((one) => one.room === slug);
  return { room, state: useObservable(room?.state) };
}

/**
 * Calls the listener for each event of this name that the application's back end publishes.
 * @param listener may be another function at each render
 */
export function useAppEvent(name: string, listener: (event: AppEvent) => void): void {
  const { appEvents } = useRingline();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => appEvents.on(name, (event) => latest.current(event)), [appEvents, name]);
}
