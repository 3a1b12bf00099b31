/**
 * The signing keys were dropped because they may have leaked: every connection that was authenticated with one has to be
 * checked.
 */
export class SigningKeysDropped {}
