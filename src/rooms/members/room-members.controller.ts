import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageQueryDto } from '../../platform/wire/page.dto.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { Refuses } from '../../platform/http/refuses.decorator.js';
import { RoomMembersService } from './room-members.service.js';
import { GiveRoleDto, MemberDto, RoomMemberDto, RoomMemberPageDto, SlugDto } from '../rooms.dto.js';

@ApiTags('rooms')
@Controller('api/chat/rooms/:slug/members')
export class RoomMembersController {
  constructor(private readonly members: RoomMembersService) {}

  @Get()
  @ApiOperation({ summary: 'List the members of a room; moderators also see who is blocked.' })
  @ApiOkResponse({ description: 'A page of members.', type: RoomMemberPageDto })
  @Refuses('room_not_found', 'permission_denied')
  list(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: SlugDto,
    @Query() query: PageQueryDto,
  ): Promise<RoomMemberPageDto> {
    return this.members.list(principal, slug, query);
  }

  @Put(':userId')
  @ApiOperation({ summary: 'Give a user a role in a room, none above your own.' })
  @ApiOkResponse({ description: 'The member.', type: RoomMemberDto })
  @Refuses(
    'room_not_found',
    'direct_thread_fixed',
    'permission_denied',
    'muted',
    'user_not_found',
    'guests_hold_no_roles',
    'last_owner',
    'rate_limited',
  )
  grant(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug, userId }: MemberDto,
    @Body() { role }: GiveRoleDto,
  ): Promise<RoomMemberDto> {
    return this.members.grant(principal, slug, userId, role);
  }

  @Delete(':userId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a member from a room, or leave it yourself.' })
  @ApiNoContentResponse({ description: 'The role is removed.' })
  @Refuses(
    'room_not_found',
    'direct_thread_fixed',
    'permission_denied',
    'muted',
    'member_not_found',
    'last_owner',
  )
  remove(@CurrentPrincipal() principal: Principal, @Param() { slug, userId }: MemberDto): Promise<void> {
    return this.members.remove(principal, slug, userId);
  }
}
