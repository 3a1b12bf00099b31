/** A link to a server that a test may let go dead without a word, as when a machine loses its power: bytes vanish, nothing is closed. */
import { once } from 'node:events';
import net from 'node:net';

export interface SwallowingLink {
  url: string;
  /** From now on nothing comes through, without any error. */
  swallow(): void;
  /** Connections made from now on work; those that were swallowed stay dead. */
  mend(): void;
  close(): void;
}

export async function swallowingLink(target: string): Promise<SwallowingLink> {
  const to = new URL(target);
  const open = new Set<net.Socket>();
  const dead = new WeakSet<net.Socket>();
  let swallowing = false;
  const server = net.createServer((near) => {
    if (swallowing) dead.add(near);
    const far = net.connect(Number(to.port), to.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('data', (bytes) => dead.has(near) || other.write(bytes));
      one.on('error', () => undefined);
      one.on('close', () => {
        open.delete(one);
        if (!dead.has(near)) other.destroy();
      });
    }
    open.add(near);
    links.set(near, far);
  });
  const links = new Map<net.Socket, net.Socket>();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  return {
    url: url.href,
    swallow: () => {
      swallowing = true;
      for (const near of links.keys()) dead.add(near);
    },
    mend: () => (swallowing = false),
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
