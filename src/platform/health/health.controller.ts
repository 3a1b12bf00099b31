import { Controller, Get, Inject, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Redis } from 'ioredis';
import { Database } from '../database/database.js';
import { Open } from '../http/principal.js';
import { REDIS } from '../redis/redis.module.js';
import { Readiness } from './readiness.js';

const CHECK_TIMEOUT_MS = 2000;

class LiveDto {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
}

class ReadyDto {
  @ApiProperty({ enum: ['ok', 'draining', 'unavailable'] })
  status: 'ok' | 'draining' | 'unavailable';

  @ApiProperty({ enum: ['ok', 'down'] })
  database: 'ok' | 'down';

  @ApiProperty({ enum: ['ok', 'down', 'not_configured'] })
  redis: 'ok' | 'down' | 'not_configured';
}

@ApiTags('health')
@Controller('api/health')
export class HealthController {
  constructor(
    private readonly database: Database,
    @Inject(REDIS) private readonly redis: Redis | null,
    private readonly readiness: Readiness,
  ) {}

  @Open()
  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers' })
  @ApiOkResponse({ type: LiveDto })
  live(): LiveDto {
    return { status: 'ok' };
  }

  @Open()
  @Get('ready')
  @ApiOperation({ summary: 'Whether this instance should get traffic, and which part is down if not' })
  @ApiOkResponse({ type: ReadyDto })
  @ApiServiceUnavailableResponse({ type: ReadyDto })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyDto> {
    const [database, redis] = await Promise.all([
      answers(this.database.$queryRaw`SELECT 1`),
      this.redis ? answers(this.redis.ping()) : ('not_configured' as const),
    ]);
    const status = this.readiness.draining
      ? 'draining'
      : database === 'ok' && redis !== 'down'
        ? 'ok'
        : 'unavailable';
    if (status !== 'ok') void reply.status(503);
    return { status, database, redis };
  }
}

async function answers(question: PromiseLike<unknown>): Promise<'ok' | 'down'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'down'>(
    (resolve) => (timer = setTimeout(() => resolve('down'), CHECK_TIMEOUT_MS)),
  );
  const answer = Promise.resolve(question).then(
    () => 'ok' as const,
    () => 'down' as const,
  );
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}
