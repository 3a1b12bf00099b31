/** A TCP link to a server that a test may cut, freeze, slow down and mend: how Redis or PostgreSQL "go away" without being ours to stop. */
import { once } from 'node:events';
import net from 'node:net';

export interface CuttableLink {
  /** The given URL, by way of the link. */
  url: string;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  /**
   * Accepts connections and lets nothing through; all of it arrives once this is mended, also bytes of connections that ended
   * meanwhile.
   */
  freeze(): void;
  /** Silently loses the bytes sent this way; connections that lost something do not outlive mending. */
  swallow(way: 'requests' | 'answers'): void;
  /** Everything arrives so much later. */
  delay(ms: number): void;
  mend(): void;
  close(): Promise<void>;
}

export async function cuttableLink(target: string): Promise<CuttableLink> {
  const to = new URL(target);
  const defaults: Record<string, number> = { 'redis:': 6379, 'postgres:': 5432, 'postgresql:': 5432 };
  const open = new Set<net.Socket>();
  const lossy = new Set<net.Socket>();
  const held: (() => void)[] = [];
  let state: 'whole' | 'cut' | 'frozen' = 'whole';
  let swallowed: 'requests' | 'answers' | undefined;
  let delayMs = 0;
  const hold = (act: () => void) => (state === 'frozen' ? void held.push(act) : act());
  const arrive = (act: () => void) => (delayMs > 0 ? void setTimeout(() => hold(act), delayMs) : hold(act));
  const carry = (from: net.Socket, other: net.Socket, way: 'requests' | 'answers') => {
    open.add(from);
    from.on('data', (chunk: Buffer) => {
      if (swallowed === way) lossy.add(from);
      else arrive(() => other.write(chunk));
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      open.delete(from);
      lossy.delete(from);
      arrive(() => other.end());
    });
  };
  const server = net.createServer((near) => {
    if (state === 'cut') return void near.destroy();
    const far = net.connect(Number(to.port) || defaults[to.protocol]!, to.hostname);
    carry(near, far, 'requests');
    carry(far, near, 'answers');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  const cut = () => {
    state = 'cut';
    held.length = 0;
    for (const socket of open) socket.destroy();
  };
  return {
    url: url.href,
    cut,
    freeze: () => {
      state = 'frozen';
    },
    swallow: (way) => {
      swallowed = way;
    },
    delay: (ms) => {
      delayMs = ms;
    },
    mend: () => {
      state = 'whole';
      swallowed = undefined;
      delayMs = 0;
      for (const socket of lossy) socket.destroy();
      for (const act of held.splice(0)) act();
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
