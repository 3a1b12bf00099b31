import type { Participant } from './voice-roster.policy.js';
import type { VoiceState } from './voice.protocol.js';

interface Row extends VoiceState {
  peerId: string;
  userId: string;
  user: { username: string };
  speaks: boolean;
  graceUntil: Date | null;
  identity: string | null;
  connectionId: string;
  epoch: number;
  revision: number;
}

export function stateOf({ muted, deafened, camera, screen }: VoiceState): VoiceState {
  return { muted, deafened, camera, screen };
}

/** A device in a channel, as the roster has it. */
export function toParticipant(row: Row): Participant {
  return {
    peerId: row.peerId,
    userId: row.userId,
    username: row.user.username,
    state: stateOf(row),
    ...(!row.speaks && { listensOnly: true as const }),
    ...(row.graceUntil && { away: true as const }),
    ...(row.identity !== null && { identity: row.identity }),
    connectionId: row.connectionId,
    epoch: row.epoch,
    revision: row.revision,
  };
}
