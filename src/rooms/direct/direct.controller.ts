import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { Refuses } from '../../platform/http/refuses.decorator.js';
import { DirectThreadsService } from './direct-threads.service.js';
import { DirectThreadDto, StartThreadDto } from '../rooms.dto.js';

@ApiTags('rooms')
@Controller('api/chat/direct')
export class DirectController {
  constructor(private readonly threads: DirectThreadsService) {}

  @Post('start')
  @HttpCode(200)
  @ApiOperation({ summary: 'Open the direct thread with a user: the existing one, or a new one.' })
  @ApiOkResponse({ description: 'The thread.', type: DirectThreadDto })
  @Refuses(
    'cannot_message_yourself',
    'guest_not_allowed',
    'permission_denied',
    'peer_blocked',
    'user_not_found',
    'rate_limited',
  )
  start(
    @CurrentPrincipal() principal: Principal,
    @Body() { username }: StartThreadDto,
  ): Promise<DirectThreadDto> {
    return this.threads.start(principal, username);
  }
}
