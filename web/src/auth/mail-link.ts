/** The action that a mailed link asks for, by its path. */
export type MailLinkPurpose = 'reset' | 'verify' | 'invitation';

export interface MailLink {
  purpose: MailLinkPurpose;
  /** Absent when the URL was opened without one, such as by a reload. */
  token?: string;
}

const PATH = /^\/(reset|verify|invitation)\/?$/;
const TOKEN = /^#token=([A-Za-z0-9_-]+)$/;

/** Undefined for every other URL. */
export function mailLink(pathname: string, hash: string): MailLink | undefined {
  const [, purpose] = PATH.exec(pathname) ?? [];
  if (!purpose) return undefined;
  const [, token] = TOKEN.exec(hash) ?? [];
  return { purpose: purpose as MailLinkPurpose, ...(token && { token }) };
}

/** Reads the link that the page was opened with and takes the token out of the address bar and the history. */
export function takeMailLink(): MailLink | undefined {
  const link = mailLink(location.pathname, location.hash);
  if (link) history.replaceState(null, '', location.pathname);
  return link;
}
