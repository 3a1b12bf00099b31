import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsObject, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type { WireError } from '../platform/wire/problem.protocol.js';
import { QUERY_MAX_LENGTH } from './query-limits.js';

export class GraphqlRequestDto {
  @ApiProperty({ example: '{ me { username } }', minLength: 1, maxLength: QUERY_MAX_LENGTH })
  @IsString()
  @MinLength(1)
  @MaxLength(QUERY_MAX_LENGTH)
  query: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, nullable: true })
  @IsOptional()
  @IsObject()
  // As sent: names such as toString must reach the check of the input they stand in.
  @Transform(({ obj }) => (obj as GraphqlRequestDto).variables)
  variables?: Record<string, unknown> | null;

  @ApiPropertyOptional({ type: String, maxLength: 256, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  operationName?: string | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Ignored.',
  })
  @IsOptional()
  @IsObject()
  extensions?: object | null;
}

/** One entry of `errors`, as GraphQL has it. */
export interface GraphqlRefusal {
  message: string;
  locations?: readonly { line: number; column: number }[];
  path?: readonly (string | number)[];
  extensions: Omit<WireError, 'message'> & { requestId: string };
}

export class GraphqlAnswerDto {
  @ApiPropertyOptional({
    example: { me: { username: 'ana' } },
    type: 'object',
    additionalProperties: true,
    nullable: true,
  })
  data?: object | null;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description:
      '`extensions` holds code, retryable, retryAfterMs?, errors? and requestId, as problems do on REST.',
  })
  errors?: GraphqlRefusal[];
}
