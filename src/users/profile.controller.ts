import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { OwnUserDto, ProfileChangeDto } from './users.dto.js';
import { UsersService } from './users.service.js';

/** Your profile. */
@ApiTags('profile')
@Controller('api/profile')
export class ProfileController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @ApiOperation({ summary: 'Get your profile.' })
  @ApiOkResponse({ description: 'Your profile.', type: OwnUserDto })
  read(@CurrentPrincipal() { userId }: Principal): Promise<OwnUserDto> {
    return this.users.getOwn(userId);
  }

  @Patch()
  @ApiOperation({ summary: 'Change your profile.' })
  @ApiOkResponse({ description: 'Your profile as it is now.', type: OwnUserDto })
  @Refuses('rate_limited')
  change(@CurrentPrincipal() principal: Principal, @Body() change: ProfileChangeDto): Promise<OwnUserDto> {
    return this.users.describe(principal, change);
  }
}
