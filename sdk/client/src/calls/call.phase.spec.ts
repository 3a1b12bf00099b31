import { describe, expect, it } from '@jest/globals';
import { mediaEvent, nextPhase, type CallEvent, type CallPhase } from './call.phase.js';

const stories: [string, CallEvent[], CallPhase][] = [
  ['the caller rings and is answered', ['rang', 'alerted', 'accepted', 'mediaUp'], 'connected'],
  ['the answer overtakes the ringing', ['rang', 'accepted', 'alerted'], 'connecting'],
  [
    'a second device rings after the answer',
    ['rang', 'alerted', 'accepted', 'mediaUp', 'alerted'],
    'connected',
  ],
  ['the callee answers', ['accepted', 'mediaUp'], 'connected'],
  ['media breaks', ['accepted', 'mediaUp', 'mediaDown'], 'reconnecting'],
  ['media comes back', ['accepted', 'mediaUp', 'mediaDown', 'mediaUp'], 'connected'],
  ['media never came', ['accepted', 'mediaDown'], 'connecting'],
  ['cancelled before the server knew', ['ended'], 'ended'],
  ['events after the end', ['rang', 'ended', 'accepted', 'mediaUp'], 'ended'],
];

describe('the phase of a call', () => {
  it.each(stories)('%s', (_, events, phase) => {
    expect(events.reduce<CallPhase>(nextPhase, 'preparing')).toBe(phase);
  });

  it.each([
    ['connected', 'mediaUp'],
    ['disconnected', 'mediaDown'],
    ['failed', 'mediaDown'],
    ['connecting', undefined],
    ['closed', undefined],
  ] as const)('%s means %s', (connection, event) => {
    expect(mediaEvent(connection)).toBe(event);
  });
});
