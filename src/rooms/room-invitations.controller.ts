import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { InvitationAcceptance } from './invitation-acceptance.service.js';
import {
  InvitationOfDto,
  InvitationPreviewDto,
  InvitationTokenDto,
  InviteToRoomDto,
  NewRoomInvitationDto,
  RoomInvitationPageDto,
} from './room-invitations.dto.js';
import { RoomInvitationsService } from './room-invitations.service.js';
import { RoomViewDto, SlugDto } from './rooms.dto.js';

@ApiTags('rooms')
@ApiBearerAuth()
@ApiForbiddenResponse({ description: 'permission_denied' })
@Controller('api/chat')
export class RoomInvitationsController {
  constructor(
    private readonly invitations: RoomInvitationsService,
    private readonly acceptance: InvitationAcceptance,
  ) {}

  @Post('rooms/:slug/invitations')
  @ApiOperation({ summary: 'A link that gives a role to whoever opens it' })
  @ApiCreatedResponse({ type: NewRoomInvitationDto })
  @ApiNotFoundResponse({ description: 'room_not_found' })
  @ApiConflictResponse({ description: 'too_many_invitations' })
  create(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: SlugDto,
    @Body() body: InviteToRoomDto,
  ): Promise<NewRoomInvitationDto> {
    return this.invitations.create(principal, slug, body);
  }

  @Get('rooms/:slug/invitations')
  @ApiOperation({ summary: 'Links that still work, without their tokens' })
  @ApiOkResponse({ type: RoomInvitationPageDto })
  @ApiNotFoundResponse({ description: 'room_not_found' })
  list(@CurrentPrincipal() principal: Principal, @Param() { slug }: SlugDto): Promise<RoomInvitationPageDto> {
    return this.invitations.list(principal, slug);
  }

  @Delete('rooms/:slug/invitations/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'The link works no longer' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ description: 'room_not_found, invitation_not_found' })
  revoke(@CurrentPrincipal() principal: Principal, @Param() { slug, id }: InvitationOfDto): Promise<void> {
    return this.invitations.revoke(principal, slug, id);
  }

  @Post('invitations/preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'Into which room a link leads, and who invites' })
  @ApiOkResponse({ type: InvitationPreviewDto })
  @ApiNotFoundResponse({ description: 'invitation_not_found' })
  preview(
    @CurrentPrincipal() principal: Principal,
    @Body() { token }: InvitationTokenDto,
  ): Promise<InvitationPreviewDto> {
    return this.acceptance.preview(principal, token);
  }

  @Post('invitations/accept')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take the role that a link gives; works twice' })
  @ApiOkResponse({ type: RoomViewDto })
  @ApiNotFoundResponse({ description: 'invitation_not_found' })
  accept(
    @CurrentPrincipal() principal: Principal,
    @Body() { token }: InvitationTokenDto,
  ): Promise<RoomViewDto> {
    return this.acceptance.accept(principal, token);
  }
}
