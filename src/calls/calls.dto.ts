import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Optional } from '../platform/wire/optional.decorator.js';
import { PageDto, PageQueryDto } from '../platform/wire/page.dto.js';
import type { SessionDescription } from '../signaling/signaling.protocol.js';
import {
  CALL_END_REASONS,
  CALL_MEDIA,
  CALL_STATUSES,
  type Call,
  CANDIDATE_TYPES,
  type CallDetail,
  type CallEndReason,
  type CallLeg,
  type CallMedia,
  type CallQuality,
  type CallRef,
  type CallSettings,
  type CallStatus,
  LEG_STATES,
  type LegState,
  type ResumePayload,
  type RingPayload,
  type SignalNote,
} from './calls.protocol.js';

const MAX_SDP_LENGTH = 60_000;

export class DescriptionDto implements SessionDescription {
  @IsIn(['offer'])
  type: 'offer';

  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_SDP_LENGTH)
  sdp: string;
}

export class CreateCallDto {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  calleeId: string;

  @ApiProperty({ enum: CALL_MEDIA })
  @IsIn(CALL_MEDIA)
  media: CallMedia;
}

export class RingDto extends CreateCallDto implements RingPayload {
  @IsOptional()
  @ValidateNested()
  @Type(() => DescriptionDto)
  description?: DescriptionDto;
}

export class CallRefDto implements CallRef {
  @IsUUID()
  callId: string;
}

export class ResumeDto extends CallRefDto implements ResumePayload {
  @IsOptional()
  @IsInt()
  @Min(0)
  lastSeq?: number;

  @IsOptional()
  @IsUUID()
  remotePeerId?: string;

  @IsOptional()
  @IsUUID()
  peerId?: string;
}

export class DeclineReasonDto {
  @ApiPropertyOptional({ example: 'busy', enum: ['declined', 'busy'], default: 'declined' })
  @IsOptional()
  @IsIn(['declined', 'busy'])
  reason?: 'declined' | 'busy';
}

export class DeclineDto extends DeclineReasonDto implements CallRef {
  @IsUUID()
  callId: string;
}

export class CallsQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'Only calls with this user.' })
  @IsOptional()
  @IsUUID()
  peer?: string;

  @ApiPropertyOptional({ enum: CALL_STATUSES })
  @IsOptional()
  @IsIn(CALL_STATUSES)
  status?: CallStatus;
}

export class ChangeCallSettingsDto implements Partial<CallSettings> {
  @ApiPropertyOptional({
    example: true,
    description: 'Ring also during a call; otherwise the caller hears that you are busy.',
  })
  @Optional()
  @IsBoolean()
  callWaiting?: boolean;

  @ApiPropertyOptional({
    description: 'Send media through TURN only, so that the other person never learns your IP addresses.',
  })
  @Optional()
  @IsBoolean()
  relayOnly?: boolean;
}

export class CallSettingsDto implements CallSettings {
  @ApiProperty()
  callWaiting: boolean;

  @ApiProperty()
  relayOnly: boolean;
}

export class CallDto implements Call {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  callerId: string;

  @ApiProperty({ format: 'uuid' })
  calleeId: string;

  @ApiProperty({ enum: CALL_MEDIA })
  media: CallMedia;

  @ApiProperty({ enum: CALL_STATUSES })
  status: CallStatus;

  @ApiPropertyOptional({ enum: CALL_END_REASONS })
  endReason?: CallEndReason;

  @ApiPropertyOptional({ format: 'uuid', description: 'Who ended it; absent when time or a crash did' })
  endedBy?: string;

  @ApiPropertyOptional({ description: 'True: media goes through TURN only.' })
  relayOnly?: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiPropertyOptional({ format: 'date-time' })
  answeredAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  endedAt?: string;
}

export class CallQualityDto implements CallQuality {
  @ApiPropertyOptional({ example: 'srflx', enum: CANDIDATE_TYPES, enumName: 'CandidateType' })
  @IsOptional()
  @IsIn(CANDIDATE_TYPES)
  candidateType?: (typeof CANDIDATE_TYPES)[number];

  @ApiPropertyOptional({ example: 48, description: 'Round-trip time in milliseconds.' })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(600_000)
  rttMs?: number;

  @ApiPropertyOptional({ example: 3.2 })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(600_000)
  jitterMs?: number;

  @ApiPropertyOptional({
    example: 0.004,
    description: 'The share of packets that were lost, 0 to 1.',
  })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  lossRatio?: number;
}

export class CallLegDto implements CallLeg {
  @ApiProperty({ format: 'uuid' })
  peerId: string;

  @ApiProperty({ format: 'uuid' })
  userId: string;

  @ApiProperty({ enum: LEG_STATES })
  state: LegState;

  @ApiProperty({ format: 'date-time', description: 'Since when it is in this state.' })
  at: string;

  @ApiPropertyOptional({ format: 'date-time' })
  invitedAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  alertingAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  answeredAt?: string;

  @ApiPropertyOptional()
  quality?: CallQualityDto;
}

export class SignalNoteDto implements SignalNote {
  @ApiProperty({ example: 'offer' })
  type: string;

  @ApiProperty({ format: 'uuid' })
  fromPeer: string;

  @ApiProperty({ format: 'date-time' })
  at: string;
}

export class CallDetailDto extends CallDto implements CallDetail {
  @ApiProperty({ type: [CallLegDto] })
  legs: CallLegDto[];

  @ApiPropertyOptional({ type: [SignalNoteDto], description: 'With SIGNALING_LOG=metadata' })
  signals?: SignalNoteDto[];
}

export class CallPageDto extends PageDto {
  @ApiProperty({ type: [CallDto] })
  items: CallDto[];
}
