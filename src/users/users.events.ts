/** A member who is connected chose to be seen otherwise than before; told after the commit. */
export class StatusChosen {
  constructor(readonly userId: string) {}
}

/** Somebody has blocked somebody, or does not any more; told after the commit. */
export class BlockChanged {
  /** @param wasShown whether others saw the blocker online at that moment */
  constructor(
    readonly blockerId: string,
    readonly blockedId: string,
    readonly wasShown: boolean,
  ) {}
}
