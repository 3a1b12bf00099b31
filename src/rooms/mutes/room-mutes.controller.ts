import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageQueryDto } from '../../platform/wire/page.dto.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { Refuses } from '../../platform/http/refuses.decorator.js';
import { MuteDto, RoomMuteDto, RoomMutePageDto } from './room-mutes.dto.js';
import { RoomMutesService } from './room-mutes.service.js';
import { MemberDto, SlugDto } from '../rooms.dto.js';

@ApiTags('rooms')
@Controller('api/chat/rooms/:slug')
export class RoomMutesController {
  constructor(private readonly mutes: RoomMutesService) {}

  @Get('mutes')
  @ApiOperation({ summary: 'List the muted users of a room, the latest first.' })
  @ApiOkResponse({ description: 'A page of mutes.', type: RoomMutePageDto })
  @Refuses('room_not_found', 'direct_thread_fixed', 'permission_denied', 'muted')
  list(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: SlugDto,
    @Query() query: PageQueryDto,
  ): Promise<RoomMutePageDto> {
    return this.mutes.list(principal, slug, query);
  }

  @Put('members/:userId/mute')
  @ApiOperation({ summary: 'Mute a user in a room for a time, with a role or without.' })
  @ApiOkResponse({ description: 'The mute.', type: RoomMuteDto })
  @Refuses(
    'room_not_found',
    'direct_thread_fixed',
    'permission_denied',
    'muted',
    'user_not_found',
    'member_not_found',
    'rate_limited',
  )
  mute(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug, userId }: MemberDto,
    @Body() body: MuteDto,
  ): Promise<RoomMuteDto> {
    return this.mutes.mute(principal, slug, userId, body);
  }

  @Delete('members/:userId/mute')
  @HttpCode(204)
  @ApiOperation({ summary: 'Unmute a user in a room; idempotent.' })
  @ApiNoContentResponse({ description: 'The user is not muted.' })
  @Refuses('room_not_found', 'direct_thread_fixed', 'permission_denied', 'muted', 'rate_limited')
  unmute(@CurrentPrincipal() principal: Principal, @Param() { slug, userId }: MemberDto): Promise<void> {
    return this.mutes.unmute(principal, slug, userId);
  }
}
