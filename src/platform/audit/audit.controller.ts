import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiForbiddenResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Needs, type Principal } from '../http/principal.js';
import { AuditLog } from './audit-log.js';
import { AuditPageDto, AuditQueryDto } from './audit.dto.js';

@ApiTags('admin')
@ApiBearerAuth()
@Controller('api/admin/audit')
export class AuditController {
  constructor(private readonly log: AuditLog) {}

  @Get()
  @Needs('audit.read')
  @ApiOperation({ summary: 'The audit log, newest first; reading it is written down, too' })
  @ApiOkResponse({ type: AuditPageDto })
  @ApiForbiddenResponse({ description: 'permission_denied' })
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
