/** Something was signalled in a group; told only where the signaling log is on. */
export class SignalPassed {
  constructor(
    readonly groupId: string,
    readonly fromPeer: string,
    /** offer, answer, pranswer, rollback or candidate. */
    readonly type: string,
  ) {}
}
