import type { VoicePeer, VoiceServerEvents } from './voice.protocol.js';

/** A device in a voice channel as it is stored. */
export interface Participant extends VoicePeer {
  connectionId: string;
  /** How often it has come back. */
  epoch: number;
  /** Grows with every change of its state. */
  revision: number;
}

/** What one device has been sent about another. */
export interface LastSent {
  epoch: number;
  revision: number;
  away: boolean;
  /** Which reading of the stored channel was the latest to have begun by then: it need not have seen the other. */
  asOf: number;
}

type PeerUpdate = {
  [E in keyof VoiceServerEvents]: { event: E; payload: Omit<VoiceServerEvents[E], 'room'> };
}[keyof VoiceServerEvents];

/** A participant that has left, so that the reason can be looked up: sent as `voice:left`. */
export interface Gone {
  event: 'gone';
  peerId: string;
}

/**
 * The events for a device whose view of the channel is `lastSent`, which is brought up to date. Unseen steps in between are left
 * out.
 * @param participants as the `reading`th reading found them
 */
export function catchUp(
  lastSent: Map<string, LastSent>,
  participants: Participant[],
  reading: number,
  ownPeerId: string,
  graceMs: number,
): (PeerUpdate | Gone)[] {
  const updates: (PeerUpdate | Gone)[] = [];
  const there = new Set(participants.map(({ peerId }) => peerId));
  for (const [peerId, { asOf }] of lastSent) {
    if (there.has(peerId) || asOf >= reading) continue;
    lastSent.delete(peerId);
    updates.push({ event: 'gone', peerId });
  }
  for (const participant of participants) {
    const { peerId, epoch, revision, state } = participant;
    if (peerId === ownPeerId) continue;
    const away = participant.away ?? false;
    const before = lastSent.get(peerId);
    if (before && before.epoch > epoch) continue;
    lastSent.set(peerId, { epoch, revision, away, asOf: reading });
    if (!before) {
      updates.push({ event: 'voice:joined', payload: { peer: asPeer(participant) } });
      continue;
    }
    if (epoch > before.epoch) updates.push({ event: 'voice:peer-back', payload: { peerId } });
    if (away && !(before.away && epoch === before.epoch))
      updates.push({ event: 'voice:peer-lost', payload: { peerId, graceMs } });
    if (revision > before.revision) updates.push({ event: 'voice:state', payload: { peerId, state } });
  }
  return updates;
}

/** The view of a device after the answer to its joining. */
export function lastSentOf(
  participants: Participant[],
  asOf: number,
  ownPeerId: string,
): Map<string, LastSent> {
  const others = participants.filter(({ peerId }) => peerId !== ownPeerId);
  return new Map(
    others.map(({ peerId, epoch, revision, away = false }) => [peerId, { epoch, revision, away, asOf }]),
  );
}

/** As others see it. */
export function asPeer({ connectionId: _, epoch: __, revision: ___, ...peer }: Participant): VoicePeer {
  return peer;
}
