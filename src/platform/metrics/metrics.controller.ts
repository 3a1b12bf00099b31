import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Configuration } from '../config/configuration.js';
import { platformErrors } from '../errors/platform.errors.js';
import { isLoopback, isPublicIp, isTrusted } from '../access/client-ip.js';
import { Public } from '../access/principal.js';
import { Metrics } from './metrics.js';

@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly config: Configuration,
  ) {}

  /** @throws permission_denied */
  @Public()
  @Get()
  async scrape(
    @Headers('authorization') authorization: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const token = this.config.observability.metricsToken;
    const allowed = token ? same(authorization ?? '', `Bearer ${token}`) : this.isNear(request);
    if (!allowed) throw platformErrors.permission_denied();
    await reply.header('content-type', this.metrics.contentType).send(await this.metrics.render());
  }

  /**
   * Who may read them without a token: in production, behind a proxy clients of the private network (a Prometheus beside the
   * server), without one this machine alone. Requests through an untrusted proxy are refused.
   */
  private isNear({ clientIp, headers, socket }: FastifyRequest): boolean {
    if (this.config.server.nodeEnv !== 'production') return true;
    const { directExposure, trustedProxies } = this.config.server;
    if (headers['x-forwarded-for'] !== undefined && !isTrusted(socket.remoteAddress ?? '', trustedProxies))
      return false;
    return directExposure ? isLoopback(clientIp) : !isPublicIp(clientIp);
  }
}

function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
