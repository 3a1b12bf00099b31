import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { PageQueryDto } from '../platform/http/page.dto.js';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { RoomMembersService } from './room-members.service.js';
import { GiveRoleDto, MemberDto, RoomMemberDto, RoomMemberPageDto, SlugDto } from './rooms.dto.js';

@ApiTags('rooms')
@ApiBearerAuth()
@ApiForbiddenResponse({ description: 'permission_denied' })
@Controller('api/chat/rooms/:slug/members')
export class RoomMembersController {
  constructor(private readonly members: RoomMembersService) {}

  @Get()
  @ApiOperation({ summary: 'Who has a role in the room; moderators also see who is blocked' })
  @ApiOkResponse({ type: RoomMemberPageDto })
  @ApiNotFoundResponse({ description: 'room_not_found' })
  list(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: SlugDto,
    @Query() query: PageQueryDto,
  ): Promise<RoomMemberPageDto> {
    return this.members.list(principal, slug, query);
  }

  @Put(':userId')
  @ApiOperation({ summary: 'Give somebody a role, none above your own' })
  @ApiOkResponse({ type: RoomMemberDto })
  @ApiNotFoundResponse({ description: 'room_not_found, user_not_found' })
  @ApiConflictResponse({ description: 'last_owner, guests_hold_no_roles' })
  grant(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug, userId }: MemberDto,
    @Body() { role }: GiveRoleDto,
  ): Promise<RoomMemberDto> {
    return this.members.grant(principal, slug, userId, role);
  }

  @Delete(':userId')
  @HttpCode(204)
  @ApiOperation({ summary: "Take somebody's role, or leave" })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'room_not_found, member_not_found' })
  @ApiConflictResponse({ description: 'last_owner' })
  remove(@CurrentPrincipal() principal: Principal, @Param() { slug, userId }: MemberDto): Promise<void> {
    return this.members.remove(principal, slug, userId);
  }
}
