import { Controller, Get, Header } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { IceServersDto } from './ice-servers.dto.js';
import { IceServersService } from './ice-servers.service.js';

@ApiTags('calls')
@ApiBearerAuth()
@Controller('api/ice-servers')
export class IceServersController {
  constructor(private readonly iceServers: IceServersService) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'STUN and TURN servers for RTCPeerConnection, with time-limited credentials' })
  @ApiOkResponse({ type: IceServersDto })
  get(@CurrentPrincipal() principal: Principal): IceServersDto {
    return this.iceServers.for(principal.userId);
  }
}
