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

/** Why one is not in the channel any more; undefined where nobody needs to be told. */
export function leavingLabel(reason: VoiceLeftReason): string | undefined {
  return LEFT[reason];
}

/** What a tile says beside the name. */
export function memberLabel({ state, away, speaking, media }: VoiceMember): string {
  if (away) return 'Reconnecting…';
  if (media && media.connection !== 'connected') return 'Connecting…';
  if (state.deafened) return 'Deafened';
  if (state.muted) return 'Muted';
  return speaking ? 'Speaking' : 'Listening';
}
