/** A connected member changed their presence setting; emitted after the commit. */
export class StatusChosen {
  constructor(readonly userId: string) {}
}

/** A user has blocked or unblocked another; emitted after the commit. */
export class BlockChanged {
  /** @param wasShown whether others saw the blocker online at that moment */
  constructor(
    readonly blockerId: string,
    readonly blockedId: string,
    readonly wasShown: boolean,
  ) {}
}
