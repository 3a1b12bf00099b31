import type { VoiceLeftReason, VoiceMember } from '@ringline/client';

const LEFT: Record<VoiceLeftReason, string | undefined> = {
  left: undefined,
  lost: 'The connection was lost for too long.',
  kicked: 'A moderator took you out of the voice channel.',
  moved: 'You joined from another device.',
  signed_out: 'You were signed out.',
  removed: 'You no longer have access to this voice channel.',
  closed: 'The voice channel was closed.',
};

/** Why the user is no longer in the channel; undefined where no message is needed. */
export function leavingLabel(reason: VoiceLeftReason): string | undefined {
  return LEFT[reason];
}

/** The text on a tile beside the name. */
export function memberLabel({ state, away, speaking, media }: VoiceMember): string {
  if (away) return 'Reconnecting…';
  if (media && media.connection !== 'connected') return 'Connecting…';
  if (state.deafened) return 'Deafened';
  if (state.muted) return 'Muted';
  return speaking ? 'Speaking' : 'Listening';
}
