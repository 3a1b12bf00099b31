import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { ComplaintDto, ReportedMessageDto, ReportIdDto, ReportReceiptDto } from './moderation.dto.js';
import { ReportsService } from './reports.service.js';

@ApiTags('moderation')
@Controller('api')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Post('chat/rooms/:slug/messages/:id/report')
  @ApiOperation({
    summary: 'Report a message; its text is kept as it is now. Idempotent while the report is open.',
  })
  @ApiCreatedResponse({ description: 'The report is filed.', type: ReportReceiptDto })
  @Refuses(
    'cannot_report_yourself',
    'room_not_found',
    'permission_denied',
    'message_not_found',
    'message_deleted',
    'rate_limited',
  )
  reportMessage(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug, id }: ReportedMessageDto,
    @Body() complaint: ComplaintDto,
  ): Promise<ReportReceiptDto> {
    return this.reports.reportMessage({ principal, slug, id }, complaint);
  }

  @Post('users/:id/report')
  @ApiOperation({ summary: 'Report a user, who is not notified. Idempotent while the report is open.' })
  @ApiCreatedResponse({ description: 'The report is filed.', type: ReportReceiptDto })
  @Refuses('cannot_report_yourself', 'user_not_found', 'rate_limited')
  reportUser(
    @CurrentPrincipal() principal: Principal,
    @Param() { id }: ReportIdDto,
    @Body() complaint: ComplaintDto,
  ): Promise<ReportReceiptDto> {
    return this.reports.reportUser(principal, id, complaint);
  }
}
