import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { uuidParameter } from '../platform/http/uuid.pipe.js';
import {
  CallDetailDto,
  CallDto,
  CallPageDto,
  CallsQueryDto,
  CreateCallDto,
  DeclineReasonDto,
} from './calls.dto.js';
import { CallsHistory } from './calls.history.js';
import { CallsService } from './calls.service.js';

/** Calls for clients without a socket, and the call log. */
@ApiTags('calls')
@ApiBearerAuth()
@Controller('api/calls')
export class CallsController {
  constructor(
    private readonly calls: CallsService,
    private readonly history: CallsHistory,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Ring every device of a user' })
  @ApiCreatedResponse({ type: CallDto })
  async ring(@CurrentPrincipal() principal: Principal, @Body() body: CreateCallDto): Promise<CallDto> {
    return (await this.calls.ring(principal, body)).call;
  }

  @Get()
  @ApiOperation({ summary: "One's own calls, newest first" })
  @ApiOkResponse({ type: CallPageDto })
  list(@CurrentPrincipal() principal: Principal, @Query() query: CallsQueryDto): Promise<CallPageDto> {
    return this.history.list(principal, query);
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
}
