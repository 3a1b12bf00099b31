import { describe, expect, it } from '@jest/globals';
import { redact } from './redact.js';

describe('redact', () => {
  it('removes secrets by name at any depth', () => {
    expect(
      redact({
        user: 'ana',
        body: { newPassword: 'x', refreshToken: 'y', list: [{ sdp: 'v=0', candidate: {} }] },
      }),
    ).toEqual({
      user: 'ana',
      body: {
        newPassword: '[redacted]',
        refreshToken: '[redacted]',
        list: [{ sdp: '[redacted]', candidate: '[redacted]' }],
      },
    });
  });

  it('removes tokens by their look', () => {
    expect(redact({ message: 'got eyJhbGciOi.eyJzdWIi.sig and rt_abcdefghijkl' })).toEqual({
      message: 'got [redacted] and [redacted]',
    });
  });

  it.each(['reset', 'verify', 'invite', 'join'])('removes tokens of links that begin with %s_', (prefix) => {
    const link = `https://ringline.example/#invite=${prefix}_${'aB-'.repeat(14)}x`;
    expect(redact({ link })).toEqual({ link: 'https://ringline.example/#invite=[redacted]' });
  });

  it('keeps an error readable, with its cause', () => {
    const shown = redact({ error: new Error('outer', { cause: new Error('inner') }) }) as {
      error: { message: string; cause: { message: string } };
    };
    expect(shown.error.message).toBe('outer');
    expect(shown.error.cause.message).toBe('inner');
  });
});
