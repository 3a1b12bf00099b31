import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { platformErrors } from '../errors/platform.errors.js';
import { problem } from './problem.filter.js';

/** Bytes that Node cannot parse never become a request; they are refused in the same form as all others. */
export function refuseUnreadable(fault: Error & { code: string }, socket: Socket): void {
  if (fault.code === 'ECONNRESET' || socket.destroyed) return;
  const error =
    fault.code === 'HPE_HEADER_OVERFLOW'
      ? platformErrors.headers_too_large()
      : fault.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? platformErrors.request_timeout()
        : platformErrors.bad_request();
  const body = JSON.stringify(problem(error, randomUUID()));
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroy(fault);
}
