import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Origin } from './sessions.service.js';

const USER_AGENT_MAX_LENGTH = 256;

/** Where a sign-in comes from, as it is kept with the session. */
export const SignInOrigin = createParamDecorator((_: unknown, context: ExecutionContext): Origin => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return {
    ip: request.clientIp,
    userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_MAX_LENGTH) ?? null,
  };
});

/** When the request's head had been read, of `performance.now()`. */
export const ArrivedAt = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    performance.now() - context.switchToHttp().getResponse<FastifyReply>().elapsedTime,
);
