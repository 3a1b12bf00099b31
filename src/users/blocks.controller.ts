import { Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageQueryDto } from '../platform/wire/page.dto.js';
import { CurrentPrincipal, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { BlocksService } from './blocks.service.js';
import { BlockedUserPageDto, UserIdDto } from './users.dto.js';

@ApiTags('users')
@Controller('api/users')
export class BlocksController {
  constructor(private readonly blocks: BlocksService) {}

  @Get('blocked')
  @ApiOperation({ summary: 'List the users you have blocked, the latest first.' })
  @ApiOkResponse({ description: 'A page of blocked users.', type: BlockedUserPageDto })
  list(@CurrentPrincipal() principal: Principal, @Query() query: PageQueryDto): Promise<BlockedUserPageDto> {
    return this.blocks.list(principal, query);
  }

  @Put(':id/block')
  @HttpCode(204)
  @ApiOperation({ summary: 'Block a user, who is not notified; idempotent.' })
  @ApiNoContentResponse({ description: 'The user is blocked.' })
  @Refuses('guest_not_allowed', 'user_not_found')
  block(@CurrentPrincipal() principal: Principal, @Param() { id }: UserIdDto): Promise<void> {
    return this.blocks.block(principal, id);
  }

  @Delete(':id/block')
  @HttpCode(204)
  @ApiOperation({ summary: 'Unblock a user; idempotent.' })
  @ApiNoContentResponse({ description: 'The user is not blocked.' })
  unblock(@CurrentPrincipal() principal: Principal, @Param() { id }: UserIdDto): Promise<void> {
    return this.blocks.unblock(principal, id);
  }
}
