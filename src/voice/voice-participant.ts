import type { Prisma } from '../platform/database/client/client.js';
import type { Participant } from './voice-roster.policy.js';
import type { VoiceState } from './voice.protocol.js';

type Row = Prisma.VoiceParticipantGetPayload<{ include: { user: { select: { username: true } } } }>;

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
