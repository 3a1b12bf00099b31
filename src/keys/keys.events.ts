/** The signing keys were dropped because somebody else may have them: whoever came in by one has to be looked at. */
export class SigningKeysDropped {}
