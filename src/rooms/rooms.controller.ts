import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { PageQueryDto } from '../platform/http/page.dto.js';
import { CurrentPrincipal, Open, type Principal } from '../platform/http/principal.js';
import { ChangeRoomDto, CreateRoomDto, RoomDto, RoomPageDto, RoomViewDto, SlugDto } from './rooms.dto.js';
import { RoomsService } from './rooms.service.js';

@ApiTags('rooms')
@ApiBearerAuth()
@Controller('api/chat')
export class RoomsController {
  constructor(private readonly rooms: RoomsService) {}

  @Open()
  @Get('public-room')
  @ApiOperation({ summary: 'The room that is there from the start' })
  @ApiOkResponse({ type: RoomDto })
  publicRoom(): Promise<RoomDto> {
    return this.rooms.publicRoom();
  }

  @Get('rooms')
  @ApiOperation({ summary: 'Rooms in which one has a role, the latest first' })
  @ApiOkResponse({ type: RoomPageDto })
  list(@CurrentPrincipal() principal: Principal, @Query() query: PageQueryDto): Promise<RoomPageDto> {
    return this.rooms.list(principal, query);
  }

  @Post('rooms')
  @ApiOperation({ summary: 'A new room, owned by who asks' })
  @ApiCreatedResponse({ type: RoomViewDto })
  @ApiForbiddenResponse({ description: 'guest_not_allowed' })
  @ApiConflictResponse({ description: 'slug_taken' })
  create(@CurrentPrincipal() principal: Principal, @Body() body: CreateRoomDto): Promise<RoomViewDto> {
    return this.rooms.create(principal, body);
  }

  @Get('rooms/:slug')
  @ApiOperation({ summary: 'A room, and what one may do there' })
  @ApiOkResponse({ type: RoomViewDto })
  @ApiForbiddenResponse({ description: 'permission_denied' })
  @ApiNotFoundResponse({ description: 'room_not_found, also for private rooms of others' })
  get(@CurrentPrincipal() principal: Principal, @Param() { slug }: SlugDto): Promise<RoomViewDto> {
    return this.rooms.get(principal, slug);
  }

  @Patch('rooms/:slug')
  @ApiOperation({ summary: 'Name, kind, what the room has, whether it is archived' })
  @ApiOkResponse({ type: RoomViewDto })
  @ApiForbiddenResponse({ description: 'permission_denied' })
  @ApiNotFoundResponse({ description: 'room_not_found' })
  @ApiConflictResponse({ description: 'public_room_stays' })
  change(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: SlugDto,
    @Body() body: ChangeRoomDto,
  ): Promise<RoomViewDto> {
    return this.rooms.change(principal, slug, body);
  }

  @Delete('rooms/:slug')
  @HttpCode(204)
  @ApiOperation({ summary: 'The end of a room; its address stays taken' })
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ description: 'permission_denied' })
  @ApiNotFoundResponse({ description: 'room_not_found' })
  @ApiConflictResponse({ description: 'public_room_stays' })
  delete(@CurrentPrincipal() principal: Principal, @Param() { slug }: SlugDto): Promise<void> {
    return this.rooms.delete(principal, slug);
  }
}
