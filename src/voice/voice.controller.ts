import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { VoiceChannelDto, VoiceChannelOfDto, VoiceParticipantDto } from './voice.dto.js';
import { VoiceRemovals } from './voice.removals.js';
import { VoiceService } from './voice.service.js';

@ApiTags('voice')
@ApiBearerAuth()
@ApiForbiddenResponse({ description: 'permission_denied' })
@Controller('api/chat/rooms/:slug/voice')
export class VoiceController {
  constructor(
    private readonly voice: VoiceService,
    private readonly removals: VoiceRemovals,
  ) {}

  @Get()
  @ApiOperation({ summary: "Who is in the room's voice channel" })
  @ApiOkResponse({ type: VoiceChannelDto })
  @ApiNotFoundResponse({ description: 'room_not_found' })
  list(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: VoiceChannelOfDto,
  ): Promise<VoiceChannelDto> {
    return this.voice.list(principal, slug);
  }

  @Delete(':userId')
  @HttpCode(204)
  @ApiOperation({ summary: "Take somebody's devices out of the voice channel, or one's own" })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'room_not_found, participant_not_found' })
  kick(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug, userId }: VoiceParticipantDto,
  ): Promise<void> {
    return this.removals.kick(principal, slug, userId);
  }
}
