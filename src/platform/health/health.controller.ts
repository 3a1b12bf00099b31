import { Controller, Get, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Open } from '../http/principal.js';
import { Readiness } from './readiness.js';
import { StoreHealth } from './store-health.js';

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
    private readonly stores: StoreHealth,
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
    const { database, redis } = await this.stores.check();
    const status = this.readiness.draining
      ? 'draining'
      : database === 'ok' && redis !== 'down'
        ? 'ok'
        : 'unavailable';
    if (status !== 'ok') void reply.status(503);
    return { status, database, redis };
  }
}
