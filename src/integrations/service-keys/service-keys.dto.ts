import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsString } from 'class-validator';
import { IsInstant } from '../../platform/wire/instant.js';
import { Optional } from '../../platform/wire/optional.decorator.js';
import { PageDto } from '../../platform/wire/page.dto.js';
import { ShownLine } from '../../platform/wire/shown-line.decorator.js';
import { SCOPES, type ServiceKeyInfo, type ServiceScope } from '../integrations.protocol.js';

const NAME_MAX_LENGTH = 64;
const instant = (description: string) => ({ type: String, format: 'date-time', nullable: true, description });

export class MakeServiceKeyDto {
  @ApiProperty({ example: 'shop back end', minLength: 1, maxLength: NAME_MAX_LENGTH })
  @IsString()
  @ShownLine(NAME_MAX_LENGTH)
  name: string;

  @ApiProperty({ enum: SCOPES, isArray: true, minItems: 1 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SCOPES.length)
  @IsIn(SCOPES, { each: true })
  scopes: ServiceScope[];

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Without it the key is good until it is revoked.',
  })
  @Optional()
  @IsInstant()
  expiresAt?: string;
}

export class ServiceKeyDto implements ServiceKeyInfo {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'shop back end' })
  name: string;

  @ApiProperty({ example: 'x7Qa', description: 'The last characters of the key.' })
  hint: string;

  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes: ServiceScope[];

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'uuid' })
  createdBy: string;

  @ApiProperty(instant('Refused from then on; null: good until it is revoked.'))
  expiresAt: string | null;

  @ApiProperty(instant('To the minute; null when it was never used.'))
  lastUsedAt: string | null;
}

export class MadeServiceKeyDto extends ServiceKeyDto {
  @ApiProperty({ example: 'rl_sk_…', description: 'The key itself; only this answer contains it.' })
  key: string;
}

export class ServiceKeyPageDto extends PageDto {
  @ApiProperty({ type: [ServiceKeyDto] })
  items: ServiceKeyDto[];
}
