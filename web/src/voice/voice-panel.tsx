import { clsx } from 'clsx';
import type { OwnUser, VoiceChannel } from '@ringline/client';
import { useObservable } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { VoiceControls } from './voice-controls.js';
import { OwnTile, VoiceTile } from './voice-tile.js';
import cards from '../ui/card.module.css';
import texts from '../ui/text.module.css';
import styles from './voice.module.css';

const STATUS = {
  joining: 'Joining…',
  joined: '',
  reconnecting: 'Reconnecting to the server. Sound may go on.',
  left: '',
};

interface VoicePanelProps {
  channel: VoiceChannel;
  roomName: string;
  user: OwnUser;
  /** Users who may remove others. */
  isModerator: boolean;
  /** Something else is looked at: on a phone only the controls stay. */
  isAside: boolean;
}

/** The voice channel this page is in: participants, speakers, and the user's own controls. */
export function VoicePanel({ channel, roomName, user, isModerator, isAside }: VoicePanelProps) {
  const state = useObservable(channel.state);
  return (
    <section
      className={clsx(cards.card, styles.voice, isAside && styles.aside)}
      aria-labelledby="voice-title"
      data-testid="voice"
      data-status={state.status}
    >
      <div className={cards.head}>
        <h2 id="voice-title">
          <bdi>{roomName}</bdi>: voice
        </h2>
        <span className={texts.hint} role="status">
          {STATUS[state.status] || `${state.members.length + 1} in the channel`}
        </span>
      </div>
      <ErrorNotice error={state.error} />
      <ul className={styles.tiles}>
        <OwnTile user={user} state={state} />
        {state.members.map((member) => (
          <VoiceTile
            key={member.peerId}
            member={member}
            room={state.room}
            isSilent={state.own.deafened}
            mayKick={isModerator}
          />
        ))}
      </ul>
      <VoiceControls channel={channel} own={state.own} />
    </section>
  );
}
