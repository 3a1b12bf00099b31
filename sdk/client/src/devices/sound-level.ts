/** Samples: 171 ms at 48 kHz, so that little is missed between two readings. */
const WINDOW = 8192;

/** How loud a stream of this computer is now (Web Audio API, AnalyserNode). */
export class SoundLevel {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(stream: MediaStream) {
    this.#analyser.fftSize = WINDOW;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
  }

  /** Root mean square, 0 to 1; 0 until the page was touched and may use sound. */
  get value(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.sqrt(this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length);
  }

  close(): void {
    void this.#context.close();
  }
}
