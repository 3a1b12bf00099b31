import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { IceServersDto } from './ice-servers.dto.js';
import { IceServersService } from './ice-servers.service.js';

@ApiTags('calls')
@Controller('api/ice-servers')
export class IceServersController {
  constructor(private readonly iceServers: IceServersService) {}

  @Get()
  @ApiOperation({
    summary: 'Get STUN and TURN servers for RTCPeerConnection, with time-limited credentials.',
  })
  @ApiOkResponse({ description: 'The ICE servers.', type: IceServersDto })
  @Refuses('no_running_call')
  get(@CurrentPrincipal() principal: Principal): Promise<IceServersDto> {
    return this.iceServers.request(principal);
  }
}
