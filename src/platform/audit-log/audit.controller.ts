import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequirePermission, type Principal } from '../access/principal.js';
import { Refuses } from '../http/refuses.decorator.js';
import { AuditLog } from './audit-log.js';
import { AuditPageDto, AuditQueryDto } from './audit.dto.js';

@ApiTags('admin')
@Controller('api/admin/audit')
export class AuditController {
  constructor(private readonly log: AuditLog) {}

  @Get()
  @RequirePermission('audit.read')
  @ApiOperation({ summary: 'Read the audit log, the newest first; each reading is logged, too.' })
  @ApiOkResponse({ description: 'A page of the audit log.', type: AuditPageDto })
  @Refuses('rate_limited')
  read(
    @CurrentPrincipal() auditor: Principal,
    @Query() { since, until, ...query }: AuditQueryDto,
  ): Promise<AuditPageDto> {
    return this.log.read(auditor, {
      ...query,
      since: since === undefined ? undefined : new Date(since),
      until: until === undefined ? undefined : new Date(until),
    }) as Promise<AuditPageDto>;
  }
}
