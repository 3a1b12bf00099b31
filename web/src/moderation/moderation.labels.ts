import type { ReportReason, ReportStatus } from '@ringline/client';

export const REASON_WORDS: Record<ReportReason, string> = {
  spam: 'Spam or advertising',
  harassment: 'Harassment',
  hate: 'Hate',
  violence: 'Violence or threats',
  sexual: 'Sexual content',
  illegal: 'Something illegal',
  impersonation: 'Pretends to be somebody else',
  other: 'Something else',
};

export const STATUS_WORDS: Record<ReportStatus, string> = {
  open: 'Open',
  resolved: 'Resolved',
  dismissed: 'Dismissed',
};

/** "a picture" or "3 pictures". */
export function picturesLabel(count: number): string {
  return count === 1 ? 'a picture' : `${count} pictures`;
}
