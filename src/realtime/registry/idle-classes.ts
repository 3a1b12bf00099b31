import type { IdleClass } from '../socket.connection.js';
import { Registry } from './registry.js';

/** What devices do while they send nothing, and how long they may. */
export class IdleClasses extends Registry<IdleClass> {
  /** Of all classes, in seconds; 0 for never. */
  readonly timeoutsS: number[] = [];
  private default?: IdleClass;

  constructor() {
    super('idle class');
  }

  register(idleClass: IdleClass): void {
    this.add(idleClass.name, idleClass);
    this.timeoutsS.push(idleClass.timeoutS);
  }

  /** The class of connections that are in no other. */
  registerDefault(idleClass: IdleClass): void {
    if (this.default) throw new Error(`idle class ${idleClass.name}: there is a default`);
    this.register(idleClass);
    this.default = idleClass;
  }

  /** The one that counts. @param own the classes that a connection is in */
  of(own: readonly IdleClass[]): IdleClass {
    const [first, ...others] = own;
    if (first) return others.reduce((one, other) => (other.rank > one.rank ? other : one), first);
    if (!this.default) throw new Error('idle class: there is no default');
    return this.default;
  }
}
