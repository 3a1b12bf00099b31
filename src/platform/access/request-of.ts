import type { ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The context of a GraphQL operation: the request that it came with. */
export interface OperationContext {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** The request that a controller or a resolver answers. */
export function requestOf(context: ExecutionContext): FastifyRequest {
  return isResolver(context)
    ? operationOf(context).request
    : context.switchToHttp().getRequest<FastifyRequest>();
}

export function replyOf(context: ExecutionContext): FastifyReply {
  return isResolver(context)
    ? operationOf(context).reply
    : context.switchToHttp().getResponse<FastifyReply>();
}

export function isResolver(context: { getType(): string }): boolean {
  return context.getType() === 'graphql';
}

/** A resolver is called with the parent, arguments, context and info. */
function operationOf(context: ExecutionContext): OperationContext {
  return context.getArgByIndex<OperationContext>(2);
}
