import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsNotEmpty, IsOptional, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator';
import { PageDto, PageQueryDto } from '../platform/http/page.dto.js';
import type { SessionDescription } from '../signaling/signaling.protocol.js';
import {
  CALL_END_REASONS,
  CALL_MEDIA,
  CALL_STATUSES,
  type Call,
  type CallDetail,
  type CallEndReason,
  type CallLeg,
  type CallMedia,
  type CallRef,
  type CallStatus,
  LEG_STATES,
  type LegState,
  type RingPayload,
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

export class DeclineReasonDto {
  @ApiPropertyOptional({ enum: ['declined', 'busy'], default: 'declined' })
  @IsOptional()
  @IsIn(['declined', 'busy'])
  reason?: 'declined' | 'busy';
}

export class DeclineDto extends DeclineReasonDto implements CallRef {
  @IsUUID()
  callId: string;
}

export class CallsQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'Only calls with this user' })
  @IsOptional()
  @IsUUID()
  peer?: string;

  @ApiPropertyOptional({ enum: CALL_STATUSES })
  @IsOptional()
  @IsIn(CALL_STATUSES)
  status?: CallStatus;
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

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiPropertyOptional({ format: 'date-time' })
  answeredAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  endedAt?: string;
}

export class CallLegDto implements CallLeg {
  @ApiProperty({ format: 'uuid' })
  peerId: string;

  @ApiProperty({ format: 'uuid' })
  userId: string;

  @ApiProperty({ enum: LEG_STATES })
  state: LegState;

  @ApiProperty({ format: 'date-time' })
  at: string;
}

export class CallDetailDto extends CallDto implements CallDetail {
  @ApiProperty({ type: [CallLegDto] })
  legs: CallLegDto[];
}

export class CallPageDto extends PageDto {
  @ApiProperty({ type: [CallDto] })
  items: CallDto[];
}
