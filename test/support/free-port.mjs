// @ts-check
/** Ports for servers that a test starts a moment later. */
import net from 'node:net';

// Systems give higher ones to outgoing connections, and to servers that listen on any: between here and there nobody takes one.
const FIRST = 11_000;
const LAST = 32_000;
/** Test files that run at the same time look in different places. */
const PLACES = 8;
const SIZE = Math.floor((LAST - FIRST) / PLACES);

const place = Number(process.env.JEST_WORKER_ID ?? 0) % PLACES;
let turn = Math.floor(Math.random() * SIZE);

/** @returns {Promise<number>} a port on which nobody listens, and nobody else of this run will */
export async function freePort() {
  for (;;) {
    const port = FIRST + place * SIZE + (turn++ % SIZE);
    if (await isFree(port)) return port;
  }
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    // On every address.
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}
