import { describe, expect, it } from '@jest/globals';
import type { LegState } from '../calls.protocol.js';
import { completesTransfer, mayTransfer, mayResume, type Part } from './transfer.policy.js';

/** Ana's phone has the call, ben's tablet took it over from his laptop. */
const part = (userId: string, device: string, state: LegState): Part => ({
  peerId: `${device}'s peer`,
  userId,
  state,
  connectionId: device,
});
const phone = part('ana', 'phone', 'calling');
const laptop = part('ben', 'laptop', 'answered');
const tablet = part('ben', 'tablet', 'moving');
const moved = [phone, part('ben', 'laptop', 'moved'), part('ben', 'tablet', 'answered')];
const code = (name: string) => expect.objectContaining({ code: name, status: 409 });

describe('mayTransfer', () => {
  it.each<[string, Part[], string, string | undefined]>([
    ['a device that was not rung', [phone, laptop], 'tablet', undefined],
    ['one that rang', [phone, laptop, part('ben', 'tablet', 'alerting')], 'tablet', undefined],
    ['one that failed before', [phone, laptop, part('ben', 'tablet', 'move_failed')], 'tablet', undefined],
    ['back to the device it came from', moved, 'laptop', undefined],
    ['the device that has it', [phone, laptop], 'laptop', 'call_already_here'],
    ['the caller who has it', [phone, laptop], 'phone', 'call_already_here'],
    ['a second time', [phone, laptop, tablet], 'tablet', 'move_in_progress'],
    ['a third device meanwhile', [phone, laptop, tablet], 'watch', 'move_in_progress'],
  ])('%s', (_name, parts, device, refusal) => {
    const asked = () => mayTransfer(parts, device);
    if (refusal) expect(asked).toThrow(code(refusal));
    else expect(asked).not.toThrow();
  });
});

describe('mayResume', () => {
  it.each<[string, Part[], string | undefined, string]>([
    ['any device before a move', [phone, laptop], undefined, "laptop's peer"],
    ['the device that says who it is', [phone, laptop], "laptop's peer", "laptop's peer"],
    ['the device that the call was moved to', moved, "tablet's peer", "tablet's peer"],
    ['while another takes it over', [phone, laptop, tablet], undefined, "laptop's peer"],
  ])('%s', (_name, parts, peerId, expected) =>
    expect(mayResume(parts, 'ben', 'new', peerId).peerId).toBe(expected),
  );

  it.each<[string, Part[], string, string | undefined, string]>([
    ['the device that had it', moved, 'new', "laptop's peer", 'call_moved'],
    ['one that does not say who it is after a move', moved, 'new', undefined, 'call_moved'],
    ['the peer id of the other side', [phone, laptop], 'new', "phone's peer", 'not_in_call'],
    ['before an answer', [phone, part('ben', 'laptop', 'alerting')], 'new', undefined, 'not_in_call'],
    ['the device that takes it over', [phone, laptop, tablet], 'tablet', undefined, 'move_in_progress'],
  ])('not %s', (_name, parts, device, peerId, refusal) =>
    expect(() => mayResume(parts, 'ben', device, peerId)).toThrow(code(refusal)),
  );
});

describe('completesTransfer', () => {
  it('of the device that takes it over', () => {
    expect(completesTransfer([phone, laptop, tablet], 'tablet')).toBe(true);
    expect(completesTransfer([phone, laptop, tablet], 'laptop')).toBe(false);
    expect(completesTransfer([phone, laptop], 'watch')).toBe(false);
  });

  it('not when it took too long, nor by the device that gave it away', () => {
    expect(() => completesTransfer([phone, laptop, { ...tablet, state: 'move_failed' }], 'tablet')).toThrow(
      code('move_failed'),
    );
    expect(() => completesTransfer(moved, 'laptop')).toThrow(code('call_moved'));
  });
});
