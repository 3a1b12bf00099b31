/** The fields that decide beside which others a message may be stored. */
export interface Placed {
  room: string;
  author: string;
  client: string;
}

/** Rooms and authors of the groups that are being stored. */
export interface Busy {
  rooms: ReadonlySet<string>;
  authors: ReadonlySet<string>;
}

/**
 * Which of the waiting messages may be stored now, beside the groups that are under way: a later message in a room or of an
 * author stays behind the earlier ones, and no message is in a group twice.
 * @param waiting in the order in which they came; those that are taken are removed
 */
export function nextGroup<T extends Placed>(waiting: T[], busy: Busy, max: number): T[] {
  const group: T[] = [];
  const rest: T[] = [];
  const rooms = new Set(busy.rooms);
  const authors = new Set(busy.authors);
  const taken = new Set<string>();
  for (const one of waiting) {
    const key = `${one.author} ${one.client}`;
    if (group.length < max && !rooms.has(one.room) && !authors.has(one.author) && !taken.has(key)) {
      group.push(one);
      taken.add(key);
    } else {
      rest.push(one);
      rooms.add(one.room);
      authors.add(one.author);
    }
  }
  waiting.splice(0, waiting.length, ...rest);
  return group;
}
