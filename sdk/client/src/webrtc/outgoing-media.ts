import { Observable, type Readable } from '../platform/observable.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { Devices } from '../devices/devices.client.js';
import { openCamera, openMedia, openMicrophone, openScreen } from '../devices/local-media.js';
import type { Peer } from './peer.js';

export interface OutgoingMediaState {
  muted: boolean;
  camera: boolean;
  screen: boolean;
}

/** One way out of this device. */
export type MediaSender = Pick<Peer, 'setAudio' | 'setVideo'>;

interface Outgoing {
  devices: Devices;
  /** The current receivers of the media. */
  peers: () => Iterable<MediaSender>;
  onError: (error: RinglineError) => void;
}

/** The media that this device sends: the microphone, and one picture, the screen's before the camera's. */
export class OutgoingMedia {
  readonly #state: Observable<OutgoingMediaState>;
  readonly #unsubscribe: () => void;
  #camera?: MediaStreamTrack;
  #screen?: MediaStreamTrack;
  #used: { microphone?: string; camera?: string };
  #stopped = false;

  private constructor(
    /** Always holds exactly the sent tracks. */
    readonly stream: MediaStream,
    private readonly outgoing: Outgoing,
    muted: boolean,
  ) {
    [this.#camera] = stream.getVideoTracks();
    this.#state = new Observable<OutgoingMediaState>({ muted, camera: !!this.#camera, screen: false });
    this.#used = outgoing.devices.state.value.chosen;
    this.#unsubscribe = outgoing.devices.state.subscribe(() => void this.#followChoice());
    for (const track of stream.getAudioTracks()) this.#heed(track, muted);
  }

  static async open(media: 'audio' | 'video', muted: boolean, outgoing: Outgoing): Promise<OutgoingMedia> {
    const stream = await openMedia(media, outgoing.devices.state.value.chosen);
    // The browser discloses the devices' names from now on.
    void outgoing.devices.refresh();
    return new OutgoingMedia(stream, outgoing, muted);
  }

  get state(): Readable<OutgoingMediaState> {
    return this.#state;
  }

  setMuted(muted: boolean): void {
    for (const track of this.stream.getAudioTracks()) track.enabled = !muted;
    this.#change({ muted });
  }

  /** Off releases the camera, so that its light goes out. */
  setCamera(on: boolean): Promise<void> {
    return this.#attempt(async () => {
      if (on === !!this.#camera) return;
      const camera = on ? await openCamera(this.outgoing.devices.state.value.chosen) : undefined;
      if (this.#stopped) return camera?.stop();
      this.#camera?.stop();
      this.#camera = camera;
      await this.#show();
    });
  }

  /** Asks which screen or window; the browser's own button ends it, too. */
  shareScreen(): Promise<void> {
    return this.#attempt(async () => {
      const screen = await openScreen();
      if (!screen || this.#stopped) return screen?.stop();
      this.#screen?.stop();
      this.#screen = screen;
      screen.addEventListener('ended', () => void this.#ended(screen));
      await this.#show();
    });
  }

  async stopSharing(): Promise<void> {
    const screen = this.#screen;
    screen?.stop();
    if (screen) await this.#ended(screen);
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    for (const track of [...this.stream.getTracks(), this.#camera, this.#screen]) track?.stop();
  }

  #ended(screen: MediaStreamTrack): Promise<void> {
    return this.#attempt(async () => {
      if (this.#screen !== screen) return;
      this.#screen = undefined;
      await this.#show();
    });
  }

  async #show(): Promise<void> {
    const picture = this.#screen ?? this.#camera ?? null;
    for (const track of this.stream.getVideoTracks()) this.stream.removeTrack(track);
    if (picture) this.stream.addTrack(picture);
    for (const peer of this.outgoing.peers()) await peer.setVideo(picture, this.stream);
    this.#change({ camera: !!this.#camera, screen: !!this.#screen });
  }

  async #followChoice(): Promise<void> {
    const { microphone, camera } = this.outgoing.devices.state.value.chosen;
    const before = this.#used;
    this.#used = { microphone, camera };
    if (microphone !== before.microphone) await this.#changeMicrophone();
    if (camera !== before.camera && this.#camera) {
      await this.setCamera(false);
      await this.setCamera(true);
    }
  }

  #changeMicrophone(): Promise<void> {
    return this.#attempt(async () => {
      const track = await openMicrophone(this.outgoing.devices.state.value.chosen);
      if (this.#stopped) return track.stop();
      for (const old of this.stream.getAudioTracks()) {
        old.stop();
        this.stream.removeTrack(old);
      }
      this.stream.addTrack(track);
      this.#heed(track, this.#state.value.muted);
      for (const peer of this.outgoing.peers()) await peer.setAudio(track);
    });
  }

  /** A microphone that is pulled out is replaced; `stop` is no end in this sense. */
  #heed(track: MediaStreamTrack, muted: boolean): void {
    track.enabled = !muted;
    track.addEventListener('ended', () => void this.#changeMicrophone());
  }

  async #attempt(step: () => Promise<void>): Promise<void> {
    try {
      if (!this.#stopped) await step();
    } catch (cause) {
      this.outgoing.onError(RinglineError.from(cause));
    }
  }

  #change(change: Partial<OutgoingMediaState>): void {
    this.#state.set({ ...this.#state.value, ...change });
  }
}
