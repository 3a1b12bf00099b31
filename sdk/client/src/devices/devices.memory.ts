import { lasting } from '../platform/storage.js';

export const DEVICE_KINDS = ['microphone', 'camera', 'speaker'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** By the browser's id, which is this origin's own and says nothing elsewhere. */
export type ChosenDevices = Partial<Record<DeviceKind, string>>;

const KEY = 'ringline.devices';

/** Stored data is validated: another version or another script may have written it. */
export function chosenBefore(storage: Pick<Storage, 'getItem'> = lasting): ChosenDevices {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? '{}') as Record<string, unknown> | null;
    const known = DEVICE_KINDS.filter((kind) => typeof kept?.[kind] === 'string');
    return Object.fromEntries(known.map((kind) => [kind, kept![kind]]));
  } catch {
    return {};
  }
}

/** A browser that keeps nothing asks again next time. */
export function keepChosen(chosen: ChosenDevices, storage: Pick<Storage, 'setItem'> = lasting): void {
  try {
    storage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // Private windows may have no room.
  }
}
