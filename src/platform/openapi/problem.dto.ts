import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import type { FieldError, Problem } from '../wire/problem.protocol.js';

@ApiSchema({ name: 'FieldError' })
class FieldErrorDto implements FieldError {
  @ApiProperty({ example: 'username', description: 'Dotted; empty for the body itself.' })
  path: string;

  @ApiProperty({ example: 'is_string' })
  code: string;

  @ApiProperty({ example: 'username must be a string' })
  message: string;
}

@ApiSchema({ name: 'Problem', description: 'A refusal, as RFC 9457 describes it.' })
export class ProblemDto implements Problem {
  @ApiProperty({ example: 'urn:ringline:error:validation_failed' })
  type: string;

  @ApiProperty({ example: 'validation failed' })
  title: string;

  @ApiProperty({ type: 'integer', example: 400 })
  status: number;

  @ApiProperty({ example: 'Some fields are not valid.', description: 'For people.' })
  detail: string;

  @ApiProperty({ example: 'validation_failed', description: 'A fact in snake_case; never renamed.' })
  code: string;

  @ApiProperty({ description: 'Whether the same request may succeed later without being changed.' })
  retryable: boolean;

  @ApiProperty({
    example: '6f1c2a52-7d5b-4d37-9a53-6d3a1f0c9b11',
    description: 'As in `X-Request-Id` and in the log.',
  })
  requestId: string;

  @ApiPropertyOptional({ description: 'How long to wait before trying again.' })
  retryAfterMs?: number;

  @ApiPropertyOptional({ type: [FieldErrorDto], description: 'The fields that were refused.' })
  errors?: FieldErrorDto[];
}
