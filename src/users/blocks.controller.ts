import { Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
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
import { BlocksService } from './blocks.service.js';
import { BlockedUserPageDto, UserIdDto } from './users.dto.js';

@ApiTags('users')
@ApiBearerAuth()
@Controller('api/users')
export class BlocksController {
  constructor(private readonly blocks: BlocksService) {}

  @Get('blocked')
  @ApiOperation({ summary: 'Whom one has blocked, the latest first' })
  @ApiOkResponse({ type: BlockedUserPageDto })
  list(@CurrentPrincipal() principal: Principal, @Query() query: PageQueryDto): Promise<BlockedUserPageDto> {
    return this.blocks.list(principal, query);
  }

  @Put(':id/block')
  @HttpCode(204)
  @ApiOperation({ summary: 'Hear nothing from a user any more; works twice, and they are not told' })
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ description: 'guest_not_allowed' })
  @ApiNotFoundResponse({ description: 'user_not_found' })
  block(@CurrentPrincipal() principal: Principal, @Param() { id }: UserIdDto): Promise<void> {
    return this.blocks.block(principal, id);
  }

  @Delete(':id/block')
  @HttpCode(204)
  @ApiOperation({ summary: 'Hear from a user again; works twice' })
  @ApiNoContentResponse()
  unblock(@CurrentPrincipal() principal: Principal, @Param() { id }: UserIdDto): Promise<void> {
    return this.blocks.unblock(principal, id);
  }
}
