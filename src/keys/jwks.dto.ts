import { ApiProperty } from '@nestjs/swagger';

export class JwksDto {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: { type: 'string' } } })
  keys: object[];
}
