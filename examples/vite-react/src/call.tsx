import { useCall, useCalls, usePresence, useRingline } from '@ringline/react';
import { useEffect, useRef } from 'react';

/** Online users to call, incoming calls, and the running call. */
export function Call() {
  const { auth, calls, users } = useRingline();
  const { incoming } = useCalls();
  const { call, state } = useCall();
  const online = [...usePresence().users.values()].filter(({ userId, status }) => {
    return userId !== auth.state.value.user?.id && status !== 'OFFLINE';
  });
  const ring = async (id: string) => calls.ring(await users.get(id), 'video');

  if (call && state)
    return (
      <section aria-label="Call">
        <p>
          {state.person.displayName}: {state.phase}
        </p>
        <Video stream={state.remoteStream} />
        <button onClick={() => call.setMuted(!state.muted)}>{state.muted ? 'Unmute' : 'Mute'}</button>
        <button onClick={() => void calls.hangup()}>Hang up</button>
      </section>
    );
  return (
    <section aria-label="People">
      {incoming.map(({ call: { id }, caller }) => (
        <p key={id}>
          {caller.displayName} is calling
          <button onClick={() => void calls.accept(id)}>Accept</button>
          <button onClick={() => void calls.decline(id)}>Decline</button>
        </p>
      ))}
      {online.map(({ userId, username }) => (
        <button key={userId} onClick={() => void ring(userId)}>
          Call {username}
        </button>
      ))}
    </section>
  );
}

function Video({ stream }: { stream?: MediaStream }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream ?? null;
  }, [stream]);
  return <video ref={video} autoPlay playsInline />;
}
