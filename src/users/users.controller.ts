import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { CurrentPrincipal, MembersOnly, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
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
@Controller('api/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @MembersOnly()
  @ApiOperation({ summary: 'List members by username, with their presence.' })
  @ApiOkResponse({ description: 'A page of members.', type: UserPageDto })
  list(@CurrentPrincipal() principal: Principal, @Query() query: ListUsersDto): Promise<UserPageDto> {
    return this.users.list(principal, query);
  }

  @Get('by-username/:username')
  @MembersOnly()
  @ApiParam({ name: 'username', example: 'ana' })
  @ApiOperation({ summary: 'Get a public profile by username; upper and lower case are the same.' })
  @ApiOkResponse({ description: 'The profile.', type: PublicUserDto })
  @Refuses('user_not_found')
  byUsername(
    @CurrentPrincipal() { userId }: Principal,
    @Param('username') username: string,
  ): Promise<PublicUserDto> {
    return this.users.getByUsername(username, userId);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get a public profile.' })
  @ApiOkResponse({ description: 'The profile.', type: PublicUserDto })
  @Refuses('user_not_found')
  read(@CurrentPrincipal() { userId }: Principal, @Param() { id }: UserIdDto): Promise<PublicUserDto> {
    return this.users.getPublic(id, userId);
  }

  @Put(':id/status')
  @ApiOperation({ summary: 'Choose the status that others see; your own only.' })
  @ApiOkResponse({ description: 'Your user.', type: OwnUserDto })
  @Refuses('permission_denied')
  chooseStatus(
    @CurrentPrincipal() principal: Principal,
    @Param() { id }: UserIdDto,
    @Body() { status }: ChooseStatusDto,
  ): Promise<OwnUserDto> {
    if (!mayChooseStatus(principal.userId, id)) throw platformErrors.permission_denied();
    return this.users.chooseStatus(principal, status);
  }
}
