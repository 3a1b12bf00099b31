import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppError, LimitFacts } from '../errors/app-error.js';
import { platformErrors } from '../errors/platform.errors.js';
import { toAppError } from '../errors/to-app-error.js';
import { Log } from '../log/log.js';
import type { Problem } from '../wire/problem.protocol.js';
import { isResolver } from '../access/request-of.js';
import type { RouteMethods } from './route-methods.js';

/** The one place where a refused request becomes `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Log,
    private readonly routes: RouteMethods,
  ) {}

  /** @returns the error of a resolver, for the answer of its operation */
  catch(thrown: unknown, host: ArgumentsHost): AppError | void {
    if (isResolver(host)) return toAppError(thrown);
    this.answer(
      thrown,
      host.switchToHttp().getRequest<FastifyRequest>(),
      host.switchToHttp().getResponse<FastifyReply>(),
    );
  }

  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = this.orWrongMethod(toAppError(thrown), request, reply);
    if (error.status >= 500 && error.cause !== undefined)
      this.log.failure('request failed', error, { requestId: request.id });
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
  request.problemCode = error.code;
  if (error.retryAfterMs !== undefined)
    void reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
  if (error.limit) limitHeaders(error.limit, error.retryAfterMs ?? 0, reply);
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

/** draft-ietf-httpapi-ratelimit-headers-10: the policy, and that nothing is left for `t` seconds. */
function limitHeaders(
  { name, points, durationS }: LimitFacts,
  retryAfterMs: number,
  reply: FastifyReply,
): void {
  void reply.header('ratelimit-policy', `"${name}";q=${points};w=${durationS}`);
  void reply.header('ratelimit', `"${name}";r=0;t=${Math.ceil(retryAfterMs / 1000)}`);
}

export function problem(error: AppError, requestId: string): Problem {
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
