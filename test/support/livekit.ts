/** Stands in for LiveKit's API: takes Twirp requests (POST /twirp/livekit.RoomService/<method>), and may be unavailable. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClaimGrants, TokenVerifier } from 'livekit-server-sdk';
import { eventually } from './eventually.js';

export interface Removal {
  room: string;
  identity: string;
  /** Seconds since 1970, as protobuf's JSON writes 64 bits. */
  revokeTokenTs: string;
}

export class LiveKitApi {
  readonly env: Record<string, string>;
  /** The requests it carried out, in order. */
  readonly removals: Removal[] = [];
  /** The status it answers with instead. */
  fault?: number;
  refused = 0;

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    private readonly verifier: TokenVerifier,
    key: string,
    secret: string,
  ) {
    const { port } = server.address() as AddressInfo;
    this.env = { LIVEKIT_URL: `ws://127.0.0.1:${port}`, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret };
  }

  static async start(): Promise<LiveKitApi> {
    const [key, secret] = ['APItesting', 'k4nP0wZ8sTq1Lx7vRb2Ym6Hd9Jc3Gf5U'];
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const api = new LiveKitApi(server, new TokenVerifier(key, secret), key, secret);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const token = (request.headers.authorization ?? '').replace('Bearer ', '');
        void api.answer(request.url!, token, body).then((status) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(status === 200 ? '{}' : '{"code":"unavailable","msg":"not now"}');
        });
      });
    });
    return api;
  }

  verify(token: string): Promise<ClaimGrants> {
    return this.verifier.verify(token);
  }

  /** The first removal of a participant, once it has come. */
  async removed(identity: string): Promise<Removal> {
    const find = () => this.removals.find((removal) => removal.identity === identity);
    return (await eventually(find, (removal) => removal !== undefined))!;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(url: string, token: string, body: string): Promise<number> {
    const removal = JSON.parse(body) as Removal;
    const { video } = await this.verify(token);
    const isAllowed = video?.roomAdmin === true && video.room === removal.room;
    if (url !== '/twirp/livekit.RoomService/RemoveParticipant' || !isAllowed) return 403;
    if (this.fault !== undefined) {
      this.refused += 1;
      return this.fault;
    }
    this.removals.push(removal);
    return 200;
  }
}
