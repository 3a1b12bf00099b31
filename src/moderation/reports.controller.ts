import { Body, Controller, Param, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { ComplaintDto, ReportedMessageDto, ReportIdDto, ReportReceiptDto } from './moderation.dto.js';
import { ReportsService } from './reports.service.js';

@ApiTags('moderation')
@ApiBearerAuth()
@ApiBadRequestResponse({ description: 'cannot_report_yourself' })
@ApiTooManyRequestsResponse({ description: 'rate_limited' })
@Controller('api')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Post('chat/rooms/:slug/messages/:id/report')
  @ApiOperation({ summary: 'Report a message; its text is kept as it is now. Works twice' })
  @ApiCreatedResponse({ type: ReportReceiptDto })
  @ApiForbiddenResponse({ description: 'permission_denied' })
  @ApiNotFoundResponse({ description: 'room_not_found, message_not_found' })
  @ApiConflictResponse({ description: 'message_deleted' })
  reportMessage(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug, id }: ReportedMessageDto,
    @Body() complaint: ComplaintDto,
  ): Promise<ReportReceiptDto> {
    return this.reports.reportMessage({ principal, slug, id }, complaint);
  }

  @Post('users/:id/report')
  @ApiOperation({ summary: 'Report a person; they are not told. Works twice' })
  @ApiCreatedResponse({ type: ReportReceiptDto })
  @ApiNotFoundResponse({ description: 'user_not_found' })
  reportUser(
    @CurrentPrincipal() principal: Principal,
    @Param() { id }: ReportIdDto,
    @Body() complaint: ComplaintDto,
  ): Promise<ReportReceiptDto> {
    return this.reports.reportUser(principal, id, complaint);
  }
}
