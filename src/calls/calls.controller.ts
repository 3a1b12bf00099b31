import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { uuidParameter } from '../platform/http/uuid.pipe.js';
import { CallSettingsService } from './settings/call-settings.service.js';
import {
  CallDetailDto,
  CallDto,
  CallSettingsDto,
  ChangeCallSettingsDto,
  CallPageDto,
  CallQualityDto,
  CallsQueryDto,
  CreateCallDto,
  DeclineReasonDto,
} from './calls.dto.js';
import { CallsHistory } from './log/calls.history.js';
import { CallsRecord } from './log/calls.record.js';
import { CallsRinging } from './ringing/calls.ringing.js';
import { CallsService } from './calls.service.js';

/** Calls for clients without a socket, and the call log. */
@ApiTags('calls')
@Controller('api/calls')
export class CallsController {
  constructor(
    private readonly ringing: CallsRinging,
    private readonly calls: CallsService,
    private readonly history: CallsHistory,
    private readonly settings: CallSettingsService,
    private readonly record: CallsRecord,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Ring every device of a user.' })
  @ApiCreatedResponse({ description: 'The call; it has ended already when the user is busy.', type: CallDto })
  @Refuses(
    'cannot_call_yourself',
    'guest_not_allowed',
    'permission_denied',
    'user_not_found',
    'too_many_calls',
    'rate_limited',
  )
  async ring(@CurrentPrincipal() principal: Principal, @Body() body: CreateCallDto): Promise<CallDto> {
    return (await this.ringing.ring(principal, body)).call;
  }

  @Get()
  @ApiOperation({ summary: 'List your calls, the newest first.' })
  @ApiOkResponse({ description: 'A page of your call log.', type: CallPageDto })
  list(@CurrentPrincipal() principal: Principal, @Query() query: CallsQueryDto): Promise<CallPageDto> {
    return this.history.list(principal, query);
  }

  @Get('settings')
  @ApiOperation({ summary: 'Get your call settings.' })
  @ApiOkResponse({ description: 'Your call settings.', type: CallSettingsDto })
  readSettings(@CurrentPrincipal() principal: Principal): Promise<CallSettingsDto> {
    return this.settings.find(principal.userId);
  }

  @Patch('settings')
  @ApiOperation({ summary: 'Change your call settings.' })
  @ApiOkResponse({ description: 'Your call settings as they are now.', type: CallSettingsDto })
  changeSettings(
    @CurrentPrincipal() principal: Principal,
    @Body() change: ChangeCallSettingsDto,
  ): Promise<CallSettingsDto> {
    return this.settings.change(principal.userId, change);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get a call with its legs.' })
  @ApiOkResponse({ description: 'The call.', type: CallDetailDto })
  @Refuses('call_not_found')
  get(
    @CurrentPrincipal() principal: Principal,
    @Param('id', uuidParameter) id: string,
  ): Promise<CallDetailDto> {
    return this.history.get(principal, id);
  }

  @Post(':id/accept')
  @HttpCode(200)
  @ApiOperation({ summary: 'Answer a ringing call.' })
  @ApiOkResponse({ description: 'The call, which is active now.', type: CallDto })
  @Refuses('call_not_found', 'not_the_callee', 'call_answered_elsewhere', 'call_ended')
  async accept(
    @CurrentPrincipal() principal: Principal,
    @Param('id', uuidParameter) id: string,
  ): Promise<CallDto> {
    return (await this.calls.accept(principal, id)).call;
  }

  @Post(':id/decline')
  @HttpCode(200)
  @ApiOperation({ summary: 'Decline a ringing call.' })
  @ApiOkResponse({ description: 'The call, which has ended.', type: CallDto })
  @Refuses('call_not_found', 'not_the_callee', 'call_answered_elsewhere', 'call_ended')
  decline(
    @CurrentPrincipal() principal: Principal,
    @Param('id', uuidParameter) id: string,
    @Body() body: DeclineReasonDto,
  ): Promise<CallDto> {
    return this.calls.decline(principal, id, body.reason);
  }

  @Post(':id/hangup')
  @HttpCode(200)
  @ApiOperation({
    summary: 'End a call; while it rings, cancel it as the caller or decline it as the callee.',
  })
  @ApiOkResponse({ description: 'The call, which has ended.', type: CallDto })
  @Refuses('call_not_found', 'call_answered_elsewhere', 'call_ended')
  hangup(@CurrentPrincipal() principal: Principal, @Param('id', uuidParameter) id: string): Promise<CallDto> {
    return this.calls.hangup(principal, id);
  }

  @Post(':id/quality')
  @HttpCode(204)
  @ApiOperation({ summary: 'Report the quality of a call on your device: a summary of getStats at its end.' })
  @ApiNoContentResponse({ description: 'Stored with the leg of your device.' })
  @Refuses('call_not_found', 'not_in_call')
  rate(
    @CurrentPrincipal() principal: Principal,
    @Param('id', uuidParameter) id: string,
    @Body() quality: CallQualityDto,
  ): Promise<void> {
    return this.record.rate(principal, id, quality);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Clear your call log; the other people keep theirs.' })
  @ApiNoContentResponse({ description: 'The log is empty.' })
  eraseAll(@CurrentPrincipal() principal: Principal): Promise<void> {
    return this.record.eraseAll(principal);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove an ended call from your log.' })
  @ApiNoContentResponse({ description: 'Removed.' })
  @Refuses('call_not_found', 'call_running')
  erase(@CurrentPrincipal() principal: Principal, @Param('id', uuidParameter) id: string): Promise<void> {
    return this.record.erase(principal, id);
  }
}
