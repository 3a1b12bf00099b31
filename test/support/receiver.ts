/** Another back end's receiver of webhooks, which may be away, slow or unwilling. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Call } from '../../src/calls/calls.protocol.js';
import { eventually } from './eventually.js';

interface WebhookEvent {
  type: string;
  timestamp: string;
  data: {
    call?: Call;
    user?: { id: string; username?: string };
    message?: { id: string; seq: number; text: string | null };
  };
}

export interface Received {
  id: string;
  headers: Record<string, string>;
  text: string;
  event: WebhookEvent;
  /** How it was answered. */
  status: number;
}

type Answer = number | { status: number; headers: Record<string, string> };

export class Receiver {
  readonly attempts: Received[] = [];
  answer: (event: WebhookEvent) => Answer = () => 204;
  /** Takes one request on each connection and closes it when the next one comes. */
  closesUsedConnections = false;
  private readonly used = new WeakSet<object>();

  private constructor(private readonly server: http.Server) {
    server.on('request', (request, response) => void this.receive(request, response));
  }

  static async start(port = 0): Promise<Receiver> {
    const receiver = new Receiver(http.createServer());
    await new Promise<void>((resolve) => receiver.server.listen(port, '127.0.0.1', resolve));
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hooks`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The accepted events without duplicates, in the order of arrival. */
  taken(about: string): Received[] {
    const seen = new Set<string>();
    return this.attempts.filter(({ id, text, status }) => {
      if (status >= 300 || !text.includes(about) || seen.has(id)) return false;
      return seen.add(id);
    });
  }

  /** Waits until so many events that mention a user were accepted. */
  takes(count: number, about: string): Promise<Received[]> {
    return eventually(
      () => this.taken(about),
      (taken) => taken.length >= count,
    );
  }

  private async receive(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (this.closesUsedConnections && this.used.has(request.socket)) {
      request.socket.resetAndDestroy();
      return;
    }
    this.used.add(request.socket);
    const text = Buffer.concat(chunks).toString();
    const event = JSON.parse(text) as WebhookEvent;
    const answer = this.answer(event);
    const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer;
    const given = request.headers as Record<string, string>;
    this.attempts.push({ id: given['webhook-id']!, headers: given, text, event, status });
    response.writeHead(status, headers).end();
  }
}

/** @throws when the signature, or the time it was made at, is not good */
export function verify({ headers, text }: Received, secret: string): unknown {
  return new Webhook(secret).verify(text, headers);
}

export const typesOf = (received: Received[]) => received.map(({ event }) => event.type);
