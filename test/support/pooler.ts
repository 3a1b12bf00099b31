/** A connection pooler between servers and PostgreSQL, as far as sessions notice it. */
import net, { type AddressInfo } from 'node:net';

const afterTest = new Set<() => void>();

export function endPoolers(): void {
  for (const end of afterTest) end();
  afterTest.clear();
}

/**
 * Passes the user and database names on to PostgreSQL, and drops every other parameter of the startup message.
 * @param discards whether it hands out a fresh session after each transaction, as transaction poolers may
 * @returns the connection string that goes through it
 */
export async function pooler(databaseUrl: string, { discards = false } = {}): Promise<string> {
  const target = new URL(databaseUrl);
  const server = net.createServer((client) => {
    const postgres = net.connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [client, postgres],
      [postgres, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    client.once('data', (start) => {
      postgres.write(onlyWhoAndWhere(start));
      if (!discards) client.pipe(postgres);
    });
    if (discards) discardSettings(client, postgres);
    else postgres.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest.add(() => server.close());
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return url.href;
}

function onlyWhoAndWhere(start: Buffer): Buffer {
  const words = start.subarray(8, -1).toString().split('\0');
  const kept: string[] = [];
  for (let i = 0; i + 1 < words.length; i += 2)
    if (['user', 'database'].includes(words[i]!)) kept.push(words[i]!, words[i + 1]!);
  const body = Buffer.from(`${kept.join('\0')}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  start.copy(head, 4, 4, 8);
  return Buffer.concat([head, body]);
}

const DISCARD = Buffer.from('Q\0\0\0\x10DISCARD ALL\0', 'latin1');

/** After each answer that ends a transaction the session is reset, before the next query goes on. */
function discardSettings(client: net.Socket, postgres: net.Socket): void {
  let discarding = false;
  let begun = false;
  let rest = Buffer.alloc(0);
  const held: Buffer[] = [];
  client.on('data', (data) => {
    if (!begun) begun = true;
    else if (discarding) held.push(data);
    else postgres.write(data);
  });
  postgres.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
      const message = rest.subarray(0, rest.readInt32BE(1) + 1);
      rest = rest.subarray(message.length);
      const idle = message[0] === 0x5a && message[5] === 0x49;
      if (!discarding) client.write(message);
      if (!idle) continue;
      if (discarding) for (const waiting of held.splice(0)) postgres.write(waiting);
      else postgres.write(DISCARD);
      discarding = !discarding;
    }
  });
}
