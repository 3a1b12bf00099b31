import { beforeEach, describe, expect, it } from '@jest/globals';
import { CHAT_MESSAGE_MAX_LENGTH } from '../../../../src/platform/wire/wire-limits.protocol.js';
import { RinglineError } from '../platform/ringline.error.js';
import { type PendingMessage, PendingMessages } from './pending-messages.js';

const flushPromises = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('messages on their way', () => {
  let isJoined: boolean;
  let shown: readonly PendingMessage[];
  let requests: { message: PendingMessage; refuse: (code: string, retryable: boolean) => void }[];
  let pending: PendingMessages;

  beforeEach(() => {
    isJoined = true;
    requests = [];
    pending = new PendingMessages({
      isJoined: () => isJoined,
      request: (message) =>
        new Promise((_, reject) => {
          const refuse = (code: string, retryable: boolean) =>
            reject(new RinglineError({ code, message: code, retryable }));
          requests.push({ message, refuse });
        }),
      onChange: (list) => (shown = list),
    });
  });

  it.each([
    ['as long as the server takes', 'a'.repeat(CHAT_MESSAGE_MAX_LENGTH), true],
    ['as long, of characters that are two for JavaScript', '🫖'.repeat(CHAT_MESSAGE_MAX_LENGTH), true],
    ['longer', 'a'.repeat(CHAT_MESSAGE_MAX_LENGTH + 1), false],
    ['a whole log file', 'GET / 200\n'.repeat(20_000), false],
  ])('%s', (_, text, isSent) => {
    pending.add({ text });
    pending.sendAll();
    expect(requests).toHaveLength(isSent ? 1 : 0);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({ text });
    if (!isSent)
      expect(shown[0]!.error).toMatchObject({
        code: 'validation_failed',
        retryable: false,
        errors: [{ path: 'text', code: 'text_too_long' }],
      });
  });

  it.each([
    ['ack_timeout', true, true],
    ['not_connected', true, true],
    ['service_unavailable', true, true],
    ['payload_too_large', false, false],
    ['undeliverable', false, false],
    ['muted', false, false],
  ])('after %s', async (code, retryable, isSentAgain) => {
    pending.add({ text: 'tea' });
    pending.sendAll();
    expect(requests).toHaveLength(1);
    requests[0]!.refuse(code, retryable);
    await flushPromises();
    pending.sendAll();
    expect(requests).toHaveLength(isSentAgain ? 2 : 1);
    expect(shown[0]!.error?.code).toBe(isSentAgain ? undefined : code);
    pending.remove(shown[0]!.clientId);
    expect(shown).toEqual([]);
  });

  it('wait for the room', () => {
    isJoined = false;
    pending.add({ text: 'tea' });
    expect(requests).toEqual([]);
    isJoined = true;
    pending.sendAll();
    expect(requests.map(({ message }) => message.text)).toEqual(['tea']);
  });
});
