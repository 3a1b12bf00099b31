import { describe, expect, it } from '@jest/globals';
import { chosenBefore, keepChosen, type ChosenDevices } from './devices.memory.js';

const holding = (text: string | null) => ({ getItem: () => text });

describe('the devices chosen before', () => {
  it('are those that were kept', () => {
    let kept: string | null = null;
    const chosen: ChosenDevices = { microphone: 'm1', speaker: 's1' };
    keepChosen(chosen, { setItem: (_, text) => (kept = text) });
    expect(chosenBefore(holding(kept))).toEqual(chosen);
  });

  it.each([null, '', 'null', '7', '[1]', '{"microphone": 7, "door": "d"}', '{broken'])(
    'are none where storage holds %j',
    (text) => {
      expect(chosenBefore(holding(text))).toEqual({});
    },
  );

  it('do not matter where nothing can be kept', () => {
    const full = {
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(() => keepChosen({ camera: 'c1' }, full)).not.toThrow();
  });
});
