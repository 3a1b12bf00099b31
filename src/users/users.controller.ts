import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { CurrentPrincipal, MembersOnly, type Principal } from '../platform/http/principal.js';
import {
  ChooseStatusDto,
  ListUsersDto,
  OwnUserDto,
  PublicUserDto,
  UserIdDto,
  UserPageDto,
} from './users.dto.js';
import { mayChooseStatus } from './users.policy.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@ApiBearerAuth()
@Controller('api/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @MembersOnly()
  @ApiOperation({ summary: 'Members by username, with presence' })
  @ApiOkResponse({ type: UserPageDto })
  @ApiForbiddenResponse({ description: 'guest_not_allowed' })
  list(@CurrentPrincipal() principal: Principal, @Query() query: ListUsersDto): Promise<UserPageDto> {
    return this.users.list(principal, query);
  }

  @Get('by-username/:username')
  @MembersOnly()
  @ApiOperation({ summary: 'One public profile by username, upper and lower case alike' })
  @ApiOkResponse({ type: PublicUserDto })
  @ApiForbiddenResponse({ description: 'guest_not_allowed' })
  @ApiNotFoundResponse({ description: 'user_not_found' })
  byUsername(
    @CurrentPrincipal() { userId }: Principal,
    @Param('username') username: string,
  ): Promise<PublicUserDto> {
    return this.users.getByUsername(username, userId);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One public profile' })
  @ApiOkResponse({ type: PublicUserDto })
  @ApiNotFoundResponse({ description: 'user_not_found' })
  read(@CurrentPrincipal() { userId }: Principal, @Param() { id }: UserIdDto): Promise<PublicUserDto> {
    return this.users.getPublic(id, userId);
  }

  @Put(':id/status')
  @ApiOperation({ summary: "Choose what others see; one's own only" })
  @ApiOkResponse({ type: OwnUserDto })
  @ApiForbiddenResponse({ description: 'permission_denied' })
  chooseStatus(
    @CurrentPrincipal() principal: Principal,
    @Param() { id }: UserIdDto,
    @Body() { status }: ChooseStatusDto,
  ): Promise<OwnUserDto> {
    if (!mayChooseStatus(principal.userId, id)) throw platformErrors.permission_denied();
    return this.users.chooseStatus(principal, status);
  }
}
