import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { VoiceChannelDto, VoiceChannelOfDto, VoiceParticipantDto } from './voice.dto.js';
import { VoiceRemovals } from './voice.removals.js';
import { VoiceService } from './voice.service.js';

@ApiTags('voice')
@Controller('api/chat/rooms/:slug/voice')
export class VoiceController {
  constructor(
    private readonly voice: VoiceService,
    private readonly removals: VoiceRemovals,
  ) {}

  @Get()
  @ApiOperation({ summary: "List the devices in a room's voice channel." })
  @ApiOkResponse({ description: 'Who is in the channel.', type: VoiceChannelDto })
  @Refuses('room_not_found', 'permission_denied')
  list(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: VoiceChannelOfDto,
  ): Promise<VoiceChannelDto> {
    return this.voice.list(principal, slug);
  }

  @Delete(':userId')
  @HttpCode(204)
  @ApiOperation({ summary: "Remove a user's devices, or your own, from a voice channel." })
  @ApiNoContentResponse({ description: 'The devices are removed.' })
  @Refuses('room_not_found', 'permission_denied', 'muted', 'participant_not_found')
  kick(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug, userId }: VoiceParticipantDto,
  ): Promise<void> {
    return this.removals.kick(principal, slug, userId);
  }
}
