import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { OwnUserDto, ProfileChangeDto } from './users.dto.js';
import { UsersService } from './users.service.js';

/** One's own profile. */
@ApiTags('profile')
@ApiBearerAuth()
@Controller('api/profile')
export class ProfileController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @ApiOperation({ summary: "One's own profile" })
  @ApiOkResponse({ type: OwnUserDto })
  read(@CurrentPrincipal() { userId }: Principal): Promise<OwnUserDto> {
    return this.users.getOwn(userId);
  }

  @Patch()
  @ApiOperation({ summary: 'Change how one is shown to others' })
  @ApiOkResponse({ type: OwnUserDto })
  change(@CurrentPrincipal() principal: Principal, @Body() change: ProfileChangeDto): Promise<OwnUserDto> {
    return this.users.describe(principal, change);
  }
}
