import type { ReportReason } from '../../../src/moderation/moderation.protocol.js';

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
