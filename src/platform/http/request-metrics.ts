import type { FastifyReply, FastifyRequest } from 'fastify';
import { Metrics } from '../metrics/metrics.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the problem document that answered, if one did. */
    problemCode: string;
  }
}

const SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Answered requests by route as it is declared, never by the path that was asked for. */
export class RequestMetrics {
  private readonly requests;
  private readonly seconds;

  constructor(metrics: Metrics) {
    this.requests = metrics.counter('http_requests_total', 'Answered requests', [
      'method',
      'route',
      'status',
      'code',
    ]);
    this.seconds = metrics.histogram('http_request_seconds', 'Time to answer a request', SECONDS);
  }

  count({ method, routeOptions, problemCode }: FastifyRequest, reply: FastifyReply): void {
    const route = routeOptions.url ?? '(no route)';
    this.requests.inc({ method, route, status: reply.statusCode, code: problemCode });
    this.seconds.observe(reply.elapsedTime / 1000);
  }
}
