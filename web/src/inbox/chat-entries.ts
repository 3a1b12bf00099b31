import type { DirectChat, Message, RoomView } from '@ringline/client';
import { isolated } from '../ui/direction.js';

/** A room or a direct thread in the list of chats. */
export interface ChatEntry {
  slug: string;
  /** One of these two. */
  room?: RoomView;
  direct?: DirectChat;
  /** The latest message, as far as this page knows. */
  last?: Message;
  unread: number;
}

/** In one list, the latest activity first. */
export function chatEntries(
  rooms: readonly RoomView[],
  directs: readonly DirectChat[],
  latest: ReadonlyMap<string, Message>,
  unread: Readonly<Record<string, number>>,
): ChatEntry[] {
  const ofRooms = rooms.map((room): ChatEntry => ({
    slug: room.slug,
    room,
    last: latest.get(room.slug),
    unread: unread[room.slug] ?? 0,
  }));
  const ofPeople = directs.map((direct): ChatEntry => ({
    slug: direct.room,
    direct,
    last: newer(direct.lastMessage ?? undefined, latest.get(direct.room)),
    unread: unread[direct.room] ?? 0,
  }));
  return [...ofRooms, ...ofPeople].sort((a, b) => activeAt(b).localeCompare(activeAt(a)));
}

/** The list with the new state of a direct thread. */
export function withDirect(list: readonly DirectChat[], changed: DirectChat): DirectChat[] {
  return [changed, ...list.filter(({ room }) => room !== changed.room)];
}

/** "Ana: tea is ready"; without the name in direct threads, except of oneself. */
export function lastLabel({ last, direct }: ChatEntry, ownId: string): string {
  if (!last) return '';
  const name = last.author.id === ownId ? 'You' : direct ? '' : isolated(last.author.displayName);
  const said = last.text === null ? 'deleted a message' : last.text || 'sent an image';
  const isQuote = last.text !== null && last.text !== '';
  if (!name) return isQuote ? said : said.charAt(0).toUpperCase() + said.slice(1);
  return isQuote ? `${name}: ${isolated(said)}` : `${name} ${said}`;
}

function newer(a: Message | undefined, b: Message | undefined): Message | undefined {
  if (!a || !b) return a ?? b;
  if (a.seq !== b.seq) return a.seq > b.seq ? a : b;
  return (a.revision ?? 0) > (b.revision ?? 0) ? a : b;
}

function activeAt({ last, room }: ChatEntry): string {
  return last?.createdAt ?? room?.createdAt ?? '';
}
