import type { OwnUser } from '@ringline/client';
import { VoicePanel } from './voice-panel.js';
import type { VoiceUse } from './use-voice.js';
import { leavingInWords } from './voice.words.js';

/** The voice channel this page is in, or why it is not in it any more. */
export function VoicePlace({ voice, user }: { voice: VoiceUse; user: OwnUser }) {
  const { active, room, left, dismiss } = voice;
  if (active && room)
    return (
      <VoicePanel
        channel={active}
        roomName={room.name}
        user={user}
        isModerator={room.may.includes('moderate')}
      />
    );
  const why = left && leavingInWords(left);
  if (!why) return null;
  return (
    <div className="notice voice-notice" role="status" data-testid="voice-left">
      <p>{why}</p>
      <button type="button" className="button-quiet" onClick={dismiss}>
        Dismiss
      </button>
    </div>
  );
}
