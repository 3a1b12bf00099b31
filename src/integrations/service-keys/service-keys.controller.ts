import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal, RequirePermission, type Principal } from '../../platform/access/principal.js';
import { Refuses } from '../../platform/http/refuses.decorator.js';
import { uuidParameter } from '../../platform/http/uuid.pipe.js';
import { ServiceKeysAdmin } from './service-keys.admin.js';
import { MadeServiceKeyDto, MakeServiceKeyDto, ServiceKeyPageDto } from './service-keys.dto.js';

@ApiTags('admin')
@RequirePermission('integrations.manage')
@Controller('api/admin/service-keys')
export class ServiceKeysController {
  constructor(private readonly keys: ServiceKeysAdmin) {}

  @Post()
  @ApiOperation({ summary: 'Create a key for another back end; only this answer contains it.' })
  @ApiCreatedResponse({ description: 'The new key.', type: MadeServiceKeyDto })
  @Refuses('too_many_service_keys', 'rate_limited')
  make(@CurrentPrincipal() admin: Principal, @Body() input: MakeServiceKeyDto): Promise<MadeServiceKeyDto> {
    return this.keys.make(admin, input);
  }

  @Get()
  @ApiOperation({ summary: 'List the keys that are not revoked, the latest first.' })
  @ApiOkResponse({ description: 'The keys.', type: ServiceKeyPageDto })
  async list(): Promise<ServiceKeyPageDto> {
    return { items: await this.keys.list(), nextCursor: null };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a key; from now on every instance refuses it.' })
  @ApiNoContentResponse({ description: 'The key is revoked.' })
  @Refuses('service_key_not_found')
  revoke(@CurrentPrincipal() admin: Principal, @Param('id', uuidParameter) id: string): Promise<void> {
    return this.keys.revoke(admin, id);
  }
}
