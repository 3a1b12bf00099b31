import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { Refuses } from '../../platform/http/refuses.decorator.js';
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
import { RoomViewDto, SlugDto } from '../rooms.dto.js';

@ApiTags('rooms')
@Controller('api/chat')
export class RoomInvitationsController {
  constructor(
    private readonly invitations: RoomInvitationsService,
    private readonly acceptance: InvitationAcceptance,
  ) {}

  @Post('rooms/:slug/invitations')
  @ApiOperation({ summary: 'Create an invitation link that gives a role to anyone who opens it.' })
  @ApiCreatedResponse({ description: 'The invitation with its link.', type: NewRoomInvitationDto })
  @Refuses(
    'room_not_found',
    'direct_thread_fixed',
    'permission_denied',
    'muted',
    'too_many_invitations',
    'rate_limited',
  )
  create(
    @CurrentPrincipal() principal: Principal,
    @Param() { slug }: SlugDto,
    @Body() body: InviteToRoomDto,
  ): Promise<NewRoomInvitationDto> {
    return this.invitations.create(principal, slug, body);
  }

  @Get('rooms/:slug/invitations')
  @ApiOperation({ summary: 'List the invitations that still work, without their tokens.' })
  @ApiOkResponse({ description: 'The invitations.', type: RoomInvitationPageDto })
  @Refuses('room_not_found', 'direct_thread_fixed', 'permission_denied', 'muted')
  list(@CurrentPrincipal() principal: Principal, @Param() { slug }: SlugDto): Promise<RoomInvitationPageDto> {
    return this.invitations.list(principal, slug);
  }

  @Delete('rooms/:slug/invitations/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke an invitation; its link no longer works.' })
  @ApiNoContentResponse({ description: 'The invitation is revoked.' })
  @Refuses('room_not_found', 'direct_thread_fixed', 'permission_denied', 'muted', 'invitation_not_found')
  revoke(@CurrentPrincipal() principal: Principal, @Param() { slug, id }: InvitationOfDto): Promise<void> {
    return this.invitations.revoke(principal, slug, id);
  }

  @Post('invitations/preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'Show which room an invitation leads to and who invites.' })
  @ApiOkResponse({ description: 'The invitation.', type: InvitationPreviewDto })
  @Refuses('permission_denied', 'invitation_not_found', 'rate_limited')
  preview(
    @CurrentPrincipal() principal: Principal,
    @Body() { token }: InvitationTokenDto,
  ): Promise<InvitationPreviewDto> {
    return this.acceptance.preview(principal, token);
  }

  @Post('invitations/accept')
  @HttpCode(200)
  @ApiOperation({ summary: 'Accept an invitation and take its role; idempotent.' })
  @ApiOkResponse({ description: 'The room as you see it now.', type: RoomViewDto })
  @Refuses('permission_denied', 'invitation_not_found', 'rate_limited')
  accept(
    @CurrentPrincipal() principal: Principal,
    @Body() { token }: InvitationTokenDto,
  ): Promise<RoomViewDto> {
    return this.acceptance.accept(principal, token);
  }
}
