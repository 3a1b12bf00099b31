/**
 * Counts a user's unread messages: those beyond their mark that are not their own.
 * @param seqs a room's messages that are not deleted, the latest first
 * @param authors of each of them
 */
export function unreadCounter(seqs: number[], authors: string[]): (userId: string, mark: number) => number {
  const own = new Map<string, number[]>();
  authors.forEach((author, i) => {
    const theirs = own.get(author) ?? [];
    theirs.push(seqs[i]!);
    own.set(author, theirs);
  });
  return (userId, mark) => countAfter(seqs, mark) - countAfter(own.get(userId) ?? [], mark);
}

/** @param seqs from the highest to the lowest @returns how many are higher than the mark */
function countAfter(seqs: number[], mark: number): number {
  let [from, to] = [0, seqs.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (seqs[middle]! > mark) from = middle + 1;
    else to = middle;
  }
  return from;
}
