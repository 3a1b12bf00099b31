/** A connection to Redis is back: messages of other instances did not arrive meanwhile, and our own were lost. */
export class BusReconnected {}
