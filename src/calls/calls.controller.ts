import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { uuidParameter } from '../platform/http/uuid.pipe.js';
import { CallSettingsService } from './call-settings.service.js';
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
import { CallsHistory } from './calls.history.js';
import { CallsRecord } from './calls.record.js';
import { CallsRinging } from './calls.ringing.js';
import { CallsService } from './calls.service.js';

/** Calls for clients without a socket, and the call log. */
@ApiTags('calls')
@ApiBearerAuth()
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
  @ApiOperation({ summary: 'Ring every device of a user' })
  @ApiCreatedResponse({ type: CallDto })
  async ring(@CurrentPrincipal() principal: Principal, @Body() body: CreateCallDto): Promise<CallDto> {
    return (await this.ringing.ring(principal, body)).call;
  }

  @Get()
  @ApiOperation({ summary: "One's own calls, newest first" })
  @ApiOkResponse({ type: CallPageDto })
  list(@CurrentPrincipal() principal: Principal, @Query() query: CallsQueryDto): Promise<CallPageDto> {
    return this.history.list(principal, query);
  }

  @Get('settings')
  @ApiOperation({ summary: 'How one wants to be called' })
  @ApiOkResponse({ type: CallSettingsDto })
  readSettings(@CurrentPrincipal() principal: Principal): Promise<CallSettingsDto> {
    return this.settings.find(principal.userId);
  }

  @Patch('settings')
  @ApiOperation({ summary: 'Change how one wants to be called' })
  @ApiOkResponse({ type: CallSettingsDto })
  changeSettings(
    @CurrentPrincipal() principal: Principal,
    @Body() change: ChangeCallSettingsDto,
  ): Promise<CallSettingsDto> {
    return this.settings.change(principal.userId, change);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One call with its legs' })
  @ApiOkResponse({ type: CallDetailDto })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param('id', uuidParameter) id: string,
  ): Promise<CallDetailDto> {
    return this.history.get(principal, id);
  }

  @Post(':id/accept')
  @HttpCode(200)
  @ApiOperation({ summary: 'Answer a ringing call' })
  @ApiOkResponse({ type: CallDto })
  async accept(
    @CurrentPrincipal() principal: Principal,
    @Param('id', uuidParameter) id: string,
  ): Promise<CallDto> {
    return (await this.calls.accept(principal, id)).call;
  }

  @Post(':id/decline')
  @HttpCode(200)
  @ApiOperation({ summary: 'Refuse a ringing call' })
  @ApiOkResponse({ type: CallDto })
  decline(
    @CurrentPrincipal() principal: Principal,
    @Param('id', uuidParameter) id: string,
    @Body() body: DeclineReasonDto,
  ): Promise<CallDto> {
    return this.calls.decline(principal, id, body.reason);
  }

  @Post(':id/hangup')
  @HttpCode(200)
  @ApiOperation({ summary: 'End a call; while it rings, take it back or refuse it' })
  @ApiOkResponse({ type: CallDto })
  hangup(@CurrentPrincipal() principal: Principal, @Param('id', uuidParameter) id: string): Promise<CallDto> {
    return this.calls.hangup(principal, id);
  }

  @Post(':id/quality')
  @HttpCode(204)
  @ApiOperation({ summary: "How good the call was for one's own device: a summary of getStats at its end" })
  @ApiNoContentResponse()
  rate(
    @CurrentPrincipal() principal: Principal,
    @Param('id', uuidParameter) id: string,
    @Body() quality: CallQualityDto,
  ): Promise<void> {
    return this.record.rate(principal, id, quality);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: "Empty one's own call log; the other sides keep theirs" })
  @ApiNoContentResponse()
  eraseAll(@CurrentPrincipal() principal: Principal): Promise<void> {
    return this.record.eraseAll(principal);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: "Take an ended call out of one's own log" })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'call_not_found' })
  @ApiConflictResponse({ description: 'call_running' })
  erase(@CurrentPrincipal() principal: Principal, @Param('id', uuidParameter) id: string): Promise<void> {
    return this.record.erase(principal, id);
  }
}
