/**
 * Work that runs once at a time. Callers that ask meanwhile share the following run: a run has always begun after it was
 * requested, and so sees everything from before the request.
 */
export class SingleFlight {
  private current?: Promise<void>;
  private next?: Promise<void>;

  constructor(private readonly work: () => Promise<void>) {}

  /** Whether it runs, or is about to. */
  get isRunning(): boolean {
    return (this.next ?? this.current) !== undefined;
  }

  /** Resolves or rejects as the run does that was asked for. */
  run(): Promise<void> {
    if (this.next) return this.next;
    if (!this.current) return this.begin();
    const begin = () => this.begin();
    this.next = this.current.then(begin, begin);
    return this.next;
  }

  /** Waits until nothing runs and nothing is to follow; never rejects. */
  async settled(): Promise<void> {
    for (let last = this.next ?? this.current; last; last = this.next ?? this.current)
      await last.catch(() => undefined);
  }

  private begin(): Promise<void> {
    this.next = undefined;
    const run = this.work().finally(() => (this.current = undefined));
    this.current = run;
    return run;
  }
}
