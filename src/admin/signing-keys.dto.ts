import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import type { SigningKeyInfo } from '../keys/keys.protocol.js';
import { PageDto } from '../platform/wire/page.dto.js';

const instant = (description: string) => ({ type: String, format: 'date-time', nullable: true, description });

export class RotateKeysDto {
  @ApiPropertyOptional({
    default: false,
    description: 'The keys have leaked: replace all of them now and end every session, this one too.',
  })
  @IsOptional()
  @IsBoolean()
  compromised?: boolean;
}

export class SigningKeyDto implements SigningKeyInfo {
  @ApiProperty({ example: 'Qm7x…' })
  kid: string;

  @ApiProperty({ enum: ['next', 'active', 'retired'] })
  status: 'next' | 'active' | 'retired';

  @ApiProperty({ format: 'date-time', description: 'Published since.' })
  createdAt: string;

  @ApiProperty(instant('When the next key has been published for long enough to sign.'))
  readyAt: string | null;

  @ApiProperty(instant('Signs, or signed, since.'))
  activatedAt: string | null;

  @ApiProperty(instant('Only verifies since.'))
  retiredAt: string | null;

  @ApiProperty(instant('Until when a retired key verifies.'))
  verifiesUntil: string | null;
}

export class SigningKeyPageDto extends PageDto {
  @ApiProperty({ type: [SigningKeyDto] })
  items: SigningKeyDto[];
}
