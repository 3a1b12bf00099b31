/** A signal was sent in a group; emitted only where the signaling log is on. */
export class SignalPassed {
  constructor(
    readonly groupId: string,
    readonly fromPeer: string,
    /** offer, answer, pranswer, rollback or candidate. */
    readonly type: string,
  ) {}
}
