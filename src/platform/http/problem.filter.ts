import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppError } from '../errors/app-error.js';
import { platformErrors } from '../errors/platform.errors.js';
import { toAppError } from '../errors/to-app-error.js';
import { Log } from '../log/log.js';
import type { Problem } from './problem.protocol.js';
import type { RouteMethods } from './route-methods.js';

/** The one place where a refused request becomes `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Log,
    private readonly routes: RouteMethods,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = this.orWrongMethod(toAppError(thrown), request, reply);
    if (error.status >= 500 && error.cause !== undefined)
      this.log.error('request failed', { requestId: request.id, code: error.code, error: error.cause });
    sendProblem(error, request, reply);
  }

  private orWrongMethod(error: AppError, request: FastifyRequest, reply: FastifyReply): AppError {
    if (error.code !== 'not_found' || !request.is404) return error;
    const allowed = this.routes.of(request.url);
    if (allowed.length === 0) return error;
    void reply.header('allow', allowed.join(', '));
    return platformErrors.method_not_allowed();
  }
}

export function sendProblem(error: AppError, request: FastifyRequest, reply: FastifyReply): void {
  if (error.retryAfterMs !== undefined)
    void reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
  if (error.status === 401)
    void reply.header(
      'www-authenticate',
      error.code === 'token_missing' ? 'Bearer' : 'Bearer error="invalid_token"',
    );
  void reply
    .status(error.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem(error, request.id)));
}

function problem(error: AppError, requestId: string): Problem {
  const { message, ...rest } = error.toWire();
  return {
    type: `urn:ringline:error:${error.code}`,
    title: error.code.replaceAll('_', ' '),
    status: error.status,
    detail: message,
    ...rest,
    requestId,
  };
}
