/** What slices above bring with them: registered while the application starts, and fixed before anybody can connect. */
export class Registry<T> {
  private readonly entries = new Map<string, T>();
  private isClosed = false;

  /** @param what one entry is, for errors */
  constructor(private readonly what: string) {}

  /** @throws when the name is taken, or when the application has started */
  protected add(name: string, entry: T): void {
    if (this.isClosed) throw new Error(`${this.what} ${name}: registered after the start`);
    if (this.entries.has(name)) throw new Error(`${this.what} ${name}: registered twice`);
    this.entries.set(name, entry);
  }

  protected get all(): T[] {
    return [...this.entries.values()];
  }

  close(): void {
    this.isClosed = true;
  }
}
