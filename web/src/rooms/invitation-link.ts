import { tabStorage } from '@ringline/client';

const TOKEN = /^#invite=(join_[A-Za-z0-9_-]{43})$/;
const KEPT = 'ringline.invitation';

/** The token of an invitation in a URL. */
export function invitationToken(hash: string): string | undefined {
  return TOKEN.exec(hash)?.[1];
}

/**
 * Reads the invitation from the page's URL and removes it from the address bar and the history. It is kept for this tab, since
 * signing in through another service leaves the page on the way.
 */
export function takeInvitation(): string | undefined {
  const token = invitationToken(location.hash);
  if (!token) return tabStorage.getItem(KEPT) ?? undefined;
  history.replaceState(null, '', location.pathname);
  tabStorage.setItem(KEPT, token);
  return token;
}

export function clearInvitation(): void {
  tabStorage.removeItem(KEPT);
}
