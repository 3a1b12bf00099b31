/** A store failed while a call was to be changed: nobody knows whether it was, and nobody was told. */
export class CallUncertain {}
