import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import { CurrentPrincipal, Needs, type Principal } from '../platform/http/principal.js';
import { uuidParameter } from '../platform/http/uuid.pipe.js';
import { ServiceKeysAdmin } from './service-keys.admin.js';
import { MadeServiceKeyDto, MakeServiceKeyDto, ServiceKeyPageDto } from './service-keys.dto.js';

@ApiTags('admin')
@ApiBearerAuth()
@ApiForbiddenResponse({ description: 'permission_denied (integrations.manage)' })
@Needs('integrations.manage')
@Controller('api/admin/service-keys')
export class ServiceKeysController {
  constructor(private readonly keys: ServiceKeysAdmin) {}

  @Post()
  @ApiOperation({ summary: 'Make a key for another back end; the answer is the only place where it stands' })
  @ApiCreatedResponse({ type: MadeServiceKeyDto })
  @ApiConflictResponse({ description: 'too_many_service_keys' })
  @ApiTooManyRequestsResponse({ description: 'rate_limited' })
  make(@CurrentPrincipal() admin: Principal, @Body() wished: MakeServiceKeyDto): Promise<MadeServiceKeyDto> {
    return this.keys.make(admin, wished);
  }

  @Get()
  @ApiOperation({ summary: 'The keys that were not revoked, the latest first' })
  @ApiOkResponse({ type: ServiceKeyPageDto })
  async list(): Promise<ServiceKeyPageDto> {
    return { items: await this.keys.list(), nextCursor: null };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a key: it is refused from now on, on every instance' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'service_key_not_found' })
  revoke(@CurrentPrincipal() admin: Principal, @Param('id', uuidParameter) id: string): Promise<void> {
    return this.keys.revoke(admin, id);
  }
}
