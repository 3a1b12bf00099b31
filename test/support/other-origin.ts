/** Pages of another origin than the server's. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const TYPES: Record<string, string> = { '': 'text/html', '.html': 'text/html', '.js': 'text/javascript' };

export class OtherOrigin {
  private constructor(
    private readonly server: Server,
    /** Such as http://localhost:40001. */
    readonly origin: string,
  ) {}

  /** @param find what is at a path; undefined is answered 404, browsers ask for an icon, too */
  static async start(find: (pathname: string) => string | Buffer | undefined): Promise<OtherOrigin> {
    const server = createServer((request, response) => {
      const found = find(request.url!);
      if (found === undefined) return response.writeHead(404).end();
      const type = TYPES[path.extname(request.url!)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type }).end(found);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new OtherOrigin(server, `http://localhost:${(server.address() as AddressInfo).port}`);
  }

  stop(): void {
    this.server.close();
  }
}
