import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageQueryDto } from '../platform/wire/page.dto.js';
import { CurrentPrincipal, type Principal } from '../platform/access/principal.js';
import { DirectChatsService } from './direct-chats.service.js';
import { DirectChatPageDto } from './inbox.dto.js';

@ApiTags('inbox')
@Controller('api/chat/direct')
export class DirectChatsController {
  constructor(private readonly chats: DirectChatsService) {}

  @Get('chats')
  @ApiOperation({ summary: 'List your direct threads, the latest activity first.' })
  @ApiOkResponse({ description: 'A page of direct threads.', type: DirectChatPageDto })
  list(@CurrentPrincipal() principal: Principal, @Query() query: PageQueryDto): Promise<DirectChatPageDto> {
    return this.chats.list(principal, query);
  }
}
