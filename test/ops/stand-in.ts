/** An upstream that reports the requests nginx sent it, for situations a real instance cannot be put into on demand. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  instance: string;
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
}

export interface StandIn {
  address: string;
  received: Received[];
  stop(): Promise<void>;
}

export async function startStandIn(
  name: string,
  answer: (request: IncomingMessage, response: ServerResponse) => void = () => {},
): Promise<StandIn> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const seen = { instance: name, method: request.method!, url: request.url!, headers: request.headers };
    received.push(seen);
    request.resume().on('end', () => {
      answer(request, response);
      if (!response.writableEnded && !response.destroyed)
        response.setHeader('content-type', 'application/json').end(JSON.stringify(seen));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, received, stop };
}
