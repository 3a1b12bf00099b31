import type { OwnUser } from '@ringline/client';
import { VoicePanel } from './voice-panel.js';
import type { VoiceUse } from './use-voice.js';
import { leavingLabel } from './voice.labels.js';
import buttons from '../ui/button.module.css';
import notices from '../ui/notice.module.css';

interface VoicePaneProps {
  voice: VoiceUse;
  user: OwnUser;
  /** Something else is looked at. */
  isAside: boolean;
}

/** The voice channel this page is in, or why it has left it. */
export function VoicePane({ voice, user, isAside }: VoicePaneProps) {
  const { active, room, left, dismiss } = voice;
  if (active && room)
    return (
      <VoicePanel
        channel={active}
        roomName={room.name}
        user={user}
        isModerator={room.may.includes('moderate')}
        isAside={isAside}
      />
    );
  const why = left && leavingLabel(left);
  if (!why) return null;
  return (
    <div className={notices.notice} role="status" data-testid="voice-left">
      <p>{why}</p>
      <button type="button" className={buttons.quiet} onClick={dismiss}>
        Dismiss
      </button>
    </div>
  );
}
