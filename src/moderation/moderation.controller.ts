import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequirePermission, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import {
  ListReportsDto,
  ReportDto,
  ReportedMessageDto,
  ReportIdDto,
  ReportPageDto,
  ReportsOfDto,
  VerdictDto,
} from './moderation.dto.js';
import { ModerationService } from './moderation.service.js';

@ApiTags('moderation')
@Controller('api')
export class ModerationController {
  constructor(private readonly moderation: ModerationService) {}

  @Get('chat/rooms/:slug/reports')
  @ApiOperation({ summary: 'List the reports in a room for its moderators, without who reported.' })
  @ApiOkResponse({ description: 'A page of reports.', type: ReportPageDto })
  @Refuses('room_not_found', 'direct_thread_fixed', 'permission_denied', 'muted')
  listOfRoom(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: ReportsOfDto,
    @Query() query: ListReportsDto,
  ): Promise<ReportPageDto> {
    return this.moderation.listOfRoom(principal, slug, query);
  }

  @Patch('chat/rooms/:slug/reports/:id')
  @ApiOperation({ summary: 'Close a report in a room, once.' })
  @ApiOkResponse({ description: 'The closed report.', type: ReportDto })
  @Refuses(
    'room_not_found',
    'direct_thread_fixed',
    'permission_denied',
    'muted',
    'report_not_found',
    'report_closed',
  )
  closeInRoom(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug, id }: ReportedMessageDto,
    @Body() verdict: VerdictDto,
  ): Promise<ReportDto> {
    return this.moderation.closeInRoom({ principal, slug, id }, verdict);
  }

  @Get('admin/reports')
  @RequirePermission('reports.read')
  @ApiOperation({ summary: 'List all reports, the latest first.' })
  @ApiOkResponse({ description: 'A page of reports.', type: ReportPageDto })
  listAll(@Query() query: ListReportsDto): Promise<ReportPageDto> {
    return this.moderation.listAll(query);
  }

  @Patch('admin/reports/:id')
  @RequirePermission('reports.manage')
  @ApiOperation({ summary: 'Close any report that is not about you, once.' })
  @ApiOkResponse({ description: 'The closed report.', type: ReportDto })
  @Refuses('report_not_found', 'report_closed')
  closeAny(
    @CurrentPrincipal() principal: Principal,
    @Param() { id }: ReportIdDto,
    @Body() verdict: VerdictDto,
  ): Promise<ReportDto> {
    return this.moderation.closeAny(principal, id, verdict);
  }
}
