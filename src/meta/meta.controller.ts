import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SignInMethods } from '../auth/sign-in-methods.service.js';
import { Configuration } from '../platform/config/configuration.js';
import { Public } from '../platform/access/principal.js';
import { CHAT_MESSAGE_MAX_LENGTH, CHAT_ROOM_SLUG } from '../platform/wire/wire-limits.protocol.js';
import { PROTOCOL_VERSION } from '../realtime/realtime.protocol.js';
import { USERNAME_MAX_LENGTH } from '../users/users.protocol.js';
import { ClientConfigDto } from './meta.dto.js';

@ApiTags('meta')
@Controller('api/meta')
export class MetaController {
  constructor(
    private readonly config: Configuration,
    private readonly methods: SignInMethods,
  ) {}

  @Public()
  @Get('client-config')
  @ApiOperation({ summary: 'Get the limits and the settings of this server that clients need.' })
  @ApiOkResponse({ description: 'Limits and settings.', type: ClientConfigDto })
  clientConfig(): ClientConfigDto {
    return {
      protocolVersion: PROTOCOL_VERSION,
      heartbeatMs: this.config.sockets.heartbeatMs,
      usernameMaxLength: USERNAME_MAX_LENGTH,
      chatMessageMaxLength: CHAT_MESSAGE_MAX_LENGTH,
      chatRoomSlugRegex: CHAT_ROOM_SLUG,
      mediaUrlTtlSeconds: this.config.media.urlTtlS,
      mediaMode: this.config.media.mode,
      signInMethods: this.methods.own,
      oauthProviders: this.methods.providers,
    };
  }
}
