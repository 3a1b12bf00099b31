import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { toAppError } from '../errors/to-app-error.js';
import { Log } from '../log/log.js';
import type { Problem } from './problem.protocol.js';

/** The one place where a refused request becomes `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.send(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  send(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = toAppError(thrown);
    if (error.status >= 500 && error.cause !== undefined) this.log.error('request failed', { requestId: request.id, code: error.code, error: error.cause });
    if (error.retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
    if (error.status === 401) void reply.header('www-authenticate', error.code === 'token_missing' ? 'Bearer' : 'Bearer error="invalid_token"');
    void reply.status(error.status).header('content-type', 'application/problem+json; charset=utf-8').header('cache-control', 'no-store').send(JSON.stringify(problem(error, request.id)));
  }
}

function problem(error: AppError, requestId: string): Problem {
  const { message, ...rest } = error.toWire();
  return { type: `urn:ringline:error:${error.code}`, title: error.code.replaceAll('_', ' '), status: error.status, detail: message, ...rest, requestId };
}
