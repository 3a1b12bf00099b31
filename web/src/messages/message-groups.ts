import type { Message } from '@ringline/client';

const BREATH_MS = 5 * 60_000;

/** Whether it continues the message before it: of the same author, soon after, and no reply to another one. */
export function continues(message: Message, before: Message | undefined): boolean {
  if (!before || message.replyTo || message.editedAt || before.author.id !== message.author.id) return false;
  return Date.parse(message.createdAt) - Date.parse(before.createdAt) < BREATH_MS;
}
