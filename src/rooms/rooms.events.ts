/**
 * What people may do in a room has changed; told on every instance after the commit. At most once: who depends on it also
 * looks now and then.
 */
export class RoomAccessChanged {
  constructor(
    readonly roomId: string,
    /** Absent: anybody's may have, for instance because the room is gone. */
    readonly userId?: string,
  ) {}
}
