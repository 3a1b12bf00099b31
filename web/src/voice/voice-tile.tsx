import { clsx } from 'clsx';
import type { OwnUser, VoiceChannelState, VoiceMember } from '@ringline/client';
import { useRingline } from '@ringline/react';
import { StreamVideo } from '../devices/stream-video.js';
import { Avatar } from '../users/avatar.js';
import { memberLabel } from './voice.labels.js';
import buttons from '../ui/button.module.css';
import texts from '../ui/text.module.css';
import styles from './voice.module.css';

interface VoiceTileProps {
  member: VoiceMember;
  room: string;
  /** The user has switched off the sound of others. */
  isSilent: boolean;
  mayKick: boolean;
}

export function VoiceTile({ member, room, isSilent, mayKick }: VoiceTileProps) {
  const { voice } = useRingline();
  const { username, media, speaking, userId } = member;
  const shows = media?.video ?? false;
  return (
    <li
      className={clsx(styles.tile, speaking && styles.speaks)}
      data-testid="voice-member"
      data-username={username}
      data-speaking={speaking}
      data-connection={media?.connection ?? 'new'}
    >
      {media && (
        <StreamVideo
          className={styles.video}
          stream={media.stream}
          muted={isSilent}
          testId="voice-media"
          isOff={!shows}
        />
      )}
      {!shows && <Avatar name={username} userId={userId} />}
      <span className={styles.name} dir="auto">
        {username}
      </span>
      <span className={texts.hint}>{memberLabel(member)}</span>
      {mayKick && (
        <button
          type="button"
          className={buttons.quiet}
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
    <li className={clsx(styles.tile, speaks && styles.speaks)} data-testid="voice-own" data-speaking={speaks}>
      {shows && <StreamVideo className={styles.video} stream={localStream} muted testId="voice-own-video" />}
      {!shows && <Avatar name={user.displayName} userId={user.id} />}
      <span className={styles.name} dir="auto">
        {user.displayName}
      </span>
      <span className={texts.hint}>You · {own.muted ? 'Muted' : speaks ? 'Speaking' : 'Listening'}</span>
    </li>
  );
}
