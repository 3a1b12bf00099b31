import type { OwnUser, VoiceChannel } from '@ringline/client';
import { useObservable } from '@ringline/react';
import { ErrorNotice } from '../ui/error-notice.js';
import { VoiceControls } from './voice-controls.js';
import { OwnTile, VoiceTile } from './voice-tile.js';

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
  /** Who may take others out. */
  isModerator: boolean;
}

/** The voice channel this page is in: who is there, who speaks, and the own controls. */
export function VoicePanel({ channel, roomName, user, isModerator }: VoicePanelProps) {
  const state = useObservable(channel.state);
  return (
    <section
      className="card voice"
      aria-labelledby="voice-title"
      data-testid="voice"
      data-status={state.status}
    >
      <div className="card-head">
        <h2 id="voice-title">
          <bdi>{roomName}</bdi>: voice
        </h2>
        <span className="hint" role="status">
          {STATUS[state.status] || `${state.members.length + 1} in the channel`}
        </span>
      </div>
      <ErrorNotice error={state.error} />
      <ul className="tiles">
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
