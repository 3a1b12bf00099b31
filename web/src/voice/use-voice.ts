import { useEffect, useState } from 'react';
import { RinglineError, type RoomView, type VoiceChannel, type VoiceLeftReason } from '@ringline/client';
import { useObservable, useRingline } from '@ringline/react';

export interface VoiceUse {
  active?: VoiceChannel;
  /** Of `active`, or of the channel before. */
  room?: RoomView;
  /** Why the user is no longer in it. */
  left?: VoiceLeftReason;
  join: (room: RoomView) => void;
  dismiss: () => void;
}

/** The voice channel this page is in. */
export function useVoice(onError: (cause: unknown) => void): VoiceUse {
  const { voice, calls } = useRingline();
  const { active } = useObservable(voice.state);
  const [room, setRoom] = useState<RoomView>();
  const [left, setLeft] = useState<VoiceLeftReason>();
  useEffect(() => voice.on('left', ({ reason }) => setLeft(reason)), [voice]);

  const join = (wanted: RoomView) => {
    setLeft(undefined);
    if (calls.active) {
      const message = 'Hang up first.';
      return onError(new RinglineError({ code: 'call_in_progress', message, retryable: false }));
    }
    setRoom(wanted);
    voice.join(wanted.slug).catch(onError);
  };
  return { active, room, left, join, dismiss: () => setLeft(undefined) };
}
