import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { replyOf, requestOf } from '../../platform/access/request-of.js';
import { bearerToken } from './access-token.policy.js';
import type { Origin } from '../sessions.service.js';

const USER_AGENT_MAX_LENGTH = 256;

/** Where a sign-in comes from, as it is kept with the session. */
export const SignInOrigin = createParamDecorator((_: unknown, context: ExecutionContext): Origin => {
  const request = requestOf(context);
  return {
    ip: request.clientIp,
    userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_MAX_LENGTH) ?? null,
  };
});

/** When the request's head had been read, of `performance.now()`. */
export const ArrivedAt = createParamDecorator(
  (_: unknown, context: ExecutionContext) => performance.now() - replyOf(context).elapsedTime,
);

/** The access token as it was sent, good or not. */
export const BearerToken = createParamDecorator((_: unknown, context: ExecutionContext) =>
  bearerToken(requestOf(context).headers.authorization),
);
