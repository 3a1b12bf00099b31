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
export interface Told {
  epoch: number;
  revision: number;
  away: boolean;
  /** Which reading of the stored channel was the latest to have begun by then: it need not have seen the other. */
  asOf: number;
}

type News = {
  [E in keyof VoiceServerEvents]: { event: E; payload: Omit<VoiceServerEvents[E], 'room'> };
}[keyof VoiceServerEvents];

/** A participant that has left, so that the reason can be looked up: sent as `voice:left`. */
export interface Gone {
  event: 'gone';
  peerId: string;
}

/**
 * The events for a device whose view of the channel is `told`, which is brought up to date. Unseen steps in between are left
 * out.
 * @param participants as the `reading`th reading found them
 */
export function catchUp(
  told: Map<string, Told>,
  participants: Participant[],
  reading: number,
  ownPeerId: string,
  graceMs: number,
): (News | Gone)[] {
  const news: (News | Gone)[] = [];
  const there = new Set(participants.map(({ peerId }) => peerId));
  for (const [peerId, { asOf }] of told) {
    if (there.has(peerId) || asOf >= reading) continue;
    told.delete(peerId);
    news.push({ event: 'gone', peerId });
  }
  for (const participant of participants) {
    const { peerId, epoch, revision, state } = participant;
    if (peerId === ownPeerId) continue;
    const away = participant.away ?? false;
    const before = told.get(peerId);
    if (before && before.epoch > epoch) continue;
    told.set(peerId, { epoch, revision, away, asOf: reading });
    if (!before) {
      news.push({ event: 'voice:joined', payload: { peer: asPeer(participant) } });
      continue;
    }
    if (epoch > before.epoch) news.push({ event: 'voice:peer-back', payload: { peerId } });
    if (away && !(before.away && epoch === before.epoch))
      news.push({ event: 'voice:peer-lost', payload: { peerId, graceMs } });
    if (revision > before.revision) news.push({ event: 'voice:state', payload: { peerId, state } });
  }
  return news;
}

/** The view of a device after the answer to its joining. */
export function toldOf(participants: Participant[], asOf: number, ownPeerId: string): Map<string, Told> {
  const others = participants.filter(({ peerId }) => peerId !== ownPeerId);
  return new Map(
    others.map(({ peerId, epoch, revision, away = false }) => [peerId, { epoch, revision, away, asOf }]),
  );
}

/** As others see it. */
export function asPeer({ connectionId: _, epoch: __, revision: ___, ...peer }: Participant): VoicePeer {
  return peer;
}
