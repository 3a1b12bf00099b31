import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** A body is there within this time; uploads have a pace of their own. */
export const BODY_MS = 30_000;

const deadlines = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/** Of every request that has a body, those of Socket.IO's long polling, too: call it when Socket.IO has the server. */
export function limitBodies(server: Server): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
    if (coding === undefined && (length === undefined || length === '0')) return;
    const timer = setTimeout(() => giveUp(server, request, response), BODY_MS).unref();
    deadlines.set(request, timer);
    request.once('close', () => clearTimeout(timer));
  });
}

/** For a request whose body has another deadline. */
export function takesItsTime(request: IncomingMessage): void {
  clearTimeout(deadlines.get(request));
}

/** As Node does when a request takes too long, answered where no answer has begun. */
function giveUp(server: Server, request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || request.destroyed) return;
  if (response.headersSent) return void request.destroy();
  const fault = Object.assign(new Error('The body did not arrive in time'), {
    code: 'ERR_HTTP_REQUEST_TIMEOUT',
  });
  server.emit('clientError', fault, request.socket);
}
