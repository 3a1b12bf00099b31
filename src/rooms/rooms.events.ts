/**
 * Permissions in a room have changed; emitted on every instance after the commit. At most once: subscribers that depend on it
 * also poll.
 */
export class RoomAccessChanged {
  constructor(
    readonly roomId: string,
    /** Absent: any user's may have changed, for instance because the room was deleted. */
    readonly userId?: string,
  ) {}
}
