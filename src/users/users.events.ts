import type { UserStatus } from './users.protocol.js';

/** A user chose what others shall see; told after the commit. */
export class StatusChosen {
  constructor(
    readonly userId: string,
    readonly status: UserStatus,
  ) {}
}
