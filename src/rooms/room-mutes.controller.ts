import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { PageQueryDto } from '../platform/http/page.dto.js';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { MuteDto, RoomMuteDto, RoomMutePageDto } from './room-mutes.dto.js';
import { RoomMutesService } from './room-mutes.service.js';
import { MemberDto, SlugDto } from './rooms.dto.js';

@ApiTags('rooms')
@ApiBearerAuth()
@ApiForbiddenResponse({ description: 'permission_denied, muted' })
@Controller('api/chat/rooms/:slug')
export class RoomMutesController {
  constructor(private readonly mutes: RoomMutesService) {}

  @Get('mutes')
  @ApiOperation({ summary: 'Who only reads for now, the latest first' })
  @ApiOkResponse({ type: RoomMutePageDto })
  @ApiNotFoundResponse({ description: 'room_not_found' })
  list(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: SlugDto,
    @Query() query: PageQueryDto,
  ): Promise<RoomMutePageDto> {
    return this.mutes.list(principal, slug, query);
  }

  @Put('members/:userId/mute')
  @ApiOperation({ summary: 'Let somebody only read until then, with a role or without' })
  @ApiOkResponse({ type: RoomMuteDto })
  @ApiNotFoundResponse({ description: 'room_not_found, user_not_found, member_not_found' })
  mute(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug, userId }: MemberDto,
    @Body() body: MuteDto,
  ): Promise<RoomMuteDto> {
    return this.mutes.mute(principal, slug, userId, body);
  }

  @Delete('members/:userId/mute')
  @HttpCode(204)
  @ApiOperation({ summary: 'Let somebody write and speak again; works twice' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'room_not_found' })
  unmute(@CurrentPrincipal() principal: Principal, @Param() { slug, userId }: MemberDto): Promise<void> {
    return this.mutes.unmute(principal, slug, userId);
  }
}
