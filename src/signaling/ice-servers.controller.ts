import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiForbiddenResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { IceServersDto } from './ice-servers.dto.js';
import { IceServersService } from './ice-servers.service.js';

@ApiTags('calls')
@ApiBearerAuth()
@Controller('api/ice-servers')
export class IceServersController {
  constructor(private readonly iceServers: IceServersService) {}

  @Get()
  @ApiOperation({ summary: 'STUN and TURN servers for RTCPeerConnection, with time-limited credentials' })
  @ApiOkResponse({ type: IceServersDto })
  @ApiForbiddenResponse({
    description:
      'no_running_call, where TURN_ONLY_IN_CALLS is set, and for guests who may neither call nor speak',
  })
  get(@CurrentPrincipal() principal: Principal): Promise<IceServersDto> {
    return this.iceServers.request(principal);
  }
}
