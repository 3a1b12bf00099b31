import { ApiProperty } from '@nestjs/swagger';

export class JwksDto {
  @ApiProperty({
    example: [{ kty: 'EC', crv: 'P-256', use: 'sig', alg: 'ES256', kid: 'Qm7x…', x: '8s1p…', y: 'vT0c…' }],
    type: 'array',
    items: { type: 'object', additionalProperties: { type: 'string' } },
  })
  keys: object[];
}
