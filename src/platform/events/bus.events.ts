/** A connection to Redis is back: what others published meanwhile did not arrive, and what we published went nowhere. */
export class BusReconnected {}
