import type { OwnUser, VoiceChannelState, VoiceMember } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { StreamVideo } from '../devices/stream-video.js';
import { Avatar } from '../users/avatar.js';
import { memberInWords } from './voice.words.js';

interface VoiceTileProps {
  member: VoiceMember;
  room: string;
  /** One does not want to hear anybody. */
  isSilent: boolean;
  mayKick: boolean;
}

export function VoiceTile({ member, room, isSilent, mayKick }: VoiceTileProps) {
  const { voice } = useRingline();
  const { username, media, speaking, userId } = member;
  const shows = media?.video ?? false;
  return (
    <li
      className={speaking ? 'tile tile-speaks' : 'tile'}
      data-testid="voice-member"
      data-username={username}
      data-speaking={speaking}
      data-connection={media?.connection ?? 'new'}
    >
      {media && (
        <StreamVideo
          className={shows ? 'tile-video' : 'tile-video tile-video-off'}
          stream={media.stream}
          muted={isSilent}
          testId="voice-media"
        />
      )}
      {!shows && <Avatar name={username} userId={userId} />}
      <span className="tile-name" dir="auto">
        {username}
      </span>
      <span className="hint">{memberInWords(member)}</span>
      {mayKick && (
        <button
          type="button"
          className="button-quiet"
          aria-label={`Take ${username} out of the voice channel`}
          data-testid="voice-kick"
          onClick={() => void voice.kick(room, userId).catch(() => undefined)}
        >
          Take out
        </button>
      )}
    </li>
  );
}

export function OwnTile({ user, state }: { user: OwnUser; state: VoiceChannelState }) {
  const { own, speaking, localStream } = state;
  const shows = own.camera || own.screen;
  const speaks = speaking && !own.muted;
  return (
    <li className={speaks ? 'tile tile-speaks' : 'tile'} data-testid="voice-own" data-speaking={speaks}>
      {shows && <StreamVideo className="tile-video" stream={localStream} muted testId="voice-own-video" />}
      {!shows && <Avatar name={user.displayName} userId={user.id} />}
      <span className="tile-name" dir="auto">
        {user.displayName}
      </span>
      <span className="hint">You · {own.muted ? 'Muted' : speaks ? 'Speaks' : 'Listens'}</span>
    </li>
  );
}
