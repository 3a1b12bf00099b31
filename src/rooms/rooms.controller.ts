import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { PageQueryDto } from '../platform/wire/page.dto.js';
import { CurrentPrincipal, Public, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { ChangeRoomDto, CreateRoomDto, RoomDto, RoomPageDto, RoomViewDto, SlugDto } from './rooms.dto.js';
import { RoomsService } from './rooms.service.js';

@ApiTags('rooms')
@Controller('api/chat')
export class RoomsController {
  constructor(private readonly rooms: RoomsService) {}

  @Public()
  @Get('public-room')
  @ApiOperation({ summary: 'Get the public room, which exists from the start.' })
  @ApiOkResponse({ description: 'The public room.', type: RoomDto })
  publicRoom(): Promise<RoomDto> {
    return this.rooms.publicRoom();
  }

  @Get('rooms')
  @ApiOperation({ summary: 'List the rooms in which you have a role, the latest first.' })
  @ApiOkResponse({ description: 'A page of rooms.', type: RoomPageDto })
  list(@CurrentPrincipal() principal: Principal, @Query() query: PageQueryDto): Promise<RoomPageDto> {
    return this.rooms.list(principal, query);
  }

  @Post('rooms')
  @ApiOperation({ summary: 'Create a room; you become its owner.' })
  @ApiCreatedResponse({ description: 'The new room.', type: RoomViewDto })
  @Refuses('guest_not_allowed', 'slug_taken', 'rate_limited')
  create(@CurrentPrincipal() principal: Principal, @Body() body: CreateRoomDto): Promise<RoomViewDto> {
    return this.rooms.create(principal, body);
  }

  @Get('rooms/:slug')
  @ApiOperation({ summary: 'Get a room and your permissions there.' })
  @ApiOkResponse({ description: 'The room.', type: RoomViewDto })
  @Refuses('room_not_found', 'permission_denied')
  get(@CurrentPrincipal() principal: Principal, @Param() { slug }: SlugDto): Promise<RoomViewDto> {
    return this.rooms.get(principal, slug);
  }

  @Patch('rooms/:slug')
  @ApiOperation({ summary: 'Change the name, kind or features of a room, or archive it.' })
  @ApiOkResponse({ description: 'The room as it is now.', type: RoomViewDto })
  @Refuses('room_not_found', 'direct_thread_fixed', 'permission_denied', 'muted', 'public_room_stays')
  change(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: SlugDto,
    @Body() body: ChangeRoomDto,
  ): Promise<RoomViewDto> {
    return this.rooms.change(principal, slug, body);
  }

  @Delete('rooms/:slug')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a room; its slug stays taken.' })
  @ApiNoContentResponse({ description: 'The room is deleted.' })
  @Refuses('room_not_found', 'direct_thread_fixed', 'permission_denied', 'muted', 'public_room_stays')
  delete(@CurrentPrincipal() principal: Principal, @Param() { slug }: SlugDto): Promise<void> {
    return this.rooms.delete(principal, slug);
  }
}
