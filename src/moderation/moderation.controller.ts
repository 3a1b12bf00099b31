import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal, Needs, type Principal } from '../platform/http/principal.js';
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
@ApiBearerAuth()
@ApiForbiddenResponse({ description: 'permission_denied' })
@Controller('api')
export class ModerationController {
  constructor(private readonly moderation: ModerationService) {}

  @Get('chat/rooms/:slug/reports')
  @ApiOperation({ summary: 'What was reported in a room, for its moderators; not by whom' })
  @ApiOkResponse({ type: ReportPageDto })
  @ApiNotFoundResponse({ description: 'room_not_found' })
  listOfRoom(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: ReportsOfDto,
    @Query() query: ListReportsDto,
  ): Promise<ReportPageDto> {
    return this.moderation.listOfRoom(principal, slug, query);
  }

  @Patch('chat/rooms/:slug/reports/:id')
  @ApiOperation({ summary: 'Settle a report, once' })
  @ApiOkResponse({ type: ReportDto })
  @ApiNotFoundResponse({ description: 'room_not_found, report_not_found' })
  @ApiConflictResponse({ description: 'report_closed' })
  settleInRoom(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug, id }: ReportedMessageDto,
    @Body() verdict: VerdictDto,
  ): Promise<ReportDto> {
    return this.moderation.settleInRoom({ principal, slug, id }, verdict);
  }

  @Get('admin/reports')
  @Needs('reports.read')
  @ApiOperation({ summary: 'Everything that was reported, the latest first' })
  @ApiOkResponse({ type: ReportPageDto })
  listAll(@Query() query: ListReportsDto): Promise<ReportPageDto> {
    return this.moderation.listAll(query);
  }

  @Patch('admin/reports/:id')
  @Needs('reports.manage')
  @ApiOperation({ summary: 'Settle any report but one about oneself, once' })
  @ApiOkResponse({ type: ReportDto })
  @ApiNotFoundResponse({ description: 'report_not_found' })
  @ApiConflictResponse({ description: 'report_closed' })
  settleAny(
    @CurrentPrincipal() principal: Principal,
    @Param() { id }: ReportIdDto,
    @Body() verdict: VerdictDto,
  ): Promise<ReportDto> {
    return this.moderation.settleAny(principal, id, verdict);
  }
}
