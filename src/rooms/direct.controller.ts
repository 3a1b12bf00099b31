import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { DirectThreadsService } from './direct-threads.service.js';
import { DirectThreadDto, StartThreadDto } from './rooms.dto.js';

@ApiTags('rooms')
@ApiBearerAuth()
@Controller('api/chat/direct')
export class DirectController {
  constructor(private readonly threads: DirectThreadsService) {}

  @Post('start')
  @HttpCode(200)
  @ApiOperation({ summary: 'The thread with somebody: the one there is, or a new one' })
  @ApiOkResponse({ type: DirectThreadDto })
  @ApiBadRequestResponse({ description: 'cannot_message_yourself' })
  @ApiForbiddenResponse({ description: 'guest_not_allowed, permission_denied, peer_blocked' })
  @ApiNotFoundResponse({ description: 'user_not_found' })
  start(
    @CurrentPrincipal() principal: Principal,
    @Body() { username }: StartThreadDto,
  ): Promise<DirectThreadDto> {
    return this.threads.start(principal, username);
  }
}
