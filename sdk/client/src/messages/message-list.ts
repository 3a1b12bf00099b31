import type { Message, MessagesServerEvents } from '../protocol.js';

/** Messages of one room by their number, each in its latest state. */
export type MessageList = readonly Message[];

export function withMessages(list: MessageList, more: readonly Message[]): MessageList {
  const bySeq = new Map(list.map((message) => [message.seq, message]));
  for (const message of more) {
    const held = bySeq.get(message.seq);
    if (!held || (message.revision ?? 0) >= (held.revision ?? 0)) bySeq.set(message.seq, message);
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

export function withReaction(
  list: MessageList,
  { seq, emoji, userId, added, count, revision }: MessagesServerEvents['message:reaction'],
  ownId: string | undefined,
): MessageList {
  return list.map((message) => {
    if (message.seq !== seq || (message.revision ?? 0) > revision) return message;
    const held = message.reactions?.find((reaction) => reaction.emoji === emoji);
    const mine = userId === ownId ? added : (held?.mine ?? false);
    const others = message.reactions?.filter((reaction) => reaction.emoji !== emoji) ?? [];
    const reactions = count > 0 ? [...others, { emoji, count, mine }] : others;
    return { ...message, revision, reactions };
  });
}

/** The number up to which no message is missing, counted from the end of the list; 0 for an empty one. */
export function contiguousUpTo(list: MessageList): number {
  let last = 0;
  for (const { seq } of list) {
    if (last > 0 && seq !== last + 1) return last;
    last = seq;
  }
  return last;
}

export function latestRevision(list: MessageList, known: number): number {
  return Math.max(known, ...list.map(({ revision }) => revision ?? 0));
}
