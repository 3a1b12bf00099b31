import { Observable, type Readable } from '../platform/observable.js';
import { hasMediaDevices, mediaDevices } from '../platform/secure-only.js';
import { chosenBefore, keepChosen, type ChosenDevices, type DeviceKind } from './devices.memory.js';

export interface Device {
  id: string;
  /** As the browser names it; numbered until the browser may disclose names. */
  name: string;
}

export interface DevicesState {
  microphone: Device[];
  camera: Device[];
  /** Empty where the browser does not let a page choose. */
  speaker: Device[];
  /** The chosen devices that are present now; an absent kind is left to the browser. */
  chosen: ChosenDevices;
}

const KINDS: Record<DeviceKind, MediaDeviceKind> = {
  microphone: 'audioinput',
  camera: 'videoinput',
  speaker: 'audiooutput',
};

const NAMES: Record<DeviceKind, string> = { microphone: 'Microphone', camera: 'Camera', speaker: 'Speaker' };

/** Chromium lists the system's choice once more under these ids; here that is no choice at all. */
const STAND_INS = ['default', 'communications'];

/** Microphones, cameras and speakers of this computer, and which of them to use; the choice outlives the visit. */
export class Devices {
  readonly #state = new Observable<DevicesState>({ microphone: [], camera: [], speaker: [], chosen: {} });
  #wanted = chosenBefore();

  constructor() {
    if (!hasMediaDevices()) return;
    mediaDevices().addEventListener('devicechange', () => void this.refresh());
    void this.refresh();
  }

  get state(): Readable<DevicesState> {
    return this.#state;
  }

  /** Undefined leaves it to the browser. A running call changes over at once. */
  choose(kind: DeviceKind, id: string | undefined): void {
    this.#wanted = { ...this.#wanted, [kind]: id };
    keepChosen(this.#wanted);
    const { microphone, camera, speaker } = this.#state.value;
    this.#show({ microphone, camera, speaker });
  }

  /** Lists the devices again; browsers reveal names only once a device may be used. */
  async refresh(): Promise<void> {
    if (!hasMediaDevices()) return;
    const found = await mediaDevices()
      .enumerateDevices()
      .catch(() => []);
    const mayChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;
    this.#show({
      microphone: namedDevices(found, 'microphone'),
      camera: namedDevices(found, 'camera'),
      speaker: mayChooseSpeaker ? namedDevices(found, 'speaker') : [],
    });
  }

  #show(lists: Record<DeviceKind, Device[]>): void {
    const chosen: ChosenDevices = {};
    for (const kind of Object.keys(KINDS) as DeviceKind[]) {
      const id = this.#wanted[kind];
      if (id && lists[kind].some((device) => device.id === id)) chosen[kind] = id;
    }
    this.#state.set({ ...lists, chosen });
  }
}

function namedDevices(found: MediaDeviceInfo[], kind: DeviceKind): Device[] {
  const real = ({ deviceId }: MediaDeviceInfo) => deviceId && !STAND_INS.includes(deviceId);
  const ofKind = found.filter((device) => device.kind === KINDS[kind] && real(device));
  return ofKind.map(({ deviceId, label }, i) => ({ id: deviceId, name: label || `${NAMES[kind]} ${i + 1}` }));
}
