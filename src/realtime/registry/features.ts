import { Registry } from './registry.js';

/** What this server can do, by names that clients know. */
export class Features extends Registry<{ name: string; position: number }> {
  /** In order; every connection is sent them. */
  names: string[] = [];

  constructor() {
    super('feature');
  }

  /** @param position in the list: modules start in an order of their own */
  register(name: string, position: number): void {
    this.add(name, { name, position });
    this.names = this.all.sort((a, b) => a.position - b.position).map(({ name }) => name);
  }
}
