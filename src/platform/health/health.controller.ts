import { Controller, Get, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/principal.js';
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

  @Public()
  @Get('live')
  @ApiOperation({ summary: 'Check that the process answers.' })
  @ApiOkResponse({ description: 'It does.', type: LiveDto })
  live(): LiveDto {
    return { status: 'ok' };
  }

  @Public()
  @Get('ready')
  @ApiOperation({ summary: 'Check whether this instance should get traffic, and which part is down if not.' })
  @ApiOkResponse({ description: 'The instance is ready.', type: ReadyDto })
  @ApiServiceUnavailableResponse({
    description: 'The instance is not ready.',
    type: ReadyDto,
    example: { status: 'unavailable', database: 'down', redis: 'ok' },
  })
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
