import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { OwnUser } from '../../users/users.protocol.js';
import type { CsrfToken, PresenceSession } from '../auth.protocol.js';

export class CsrfTokenDto implements CsrfToken {
  @ApiProperty({
    example: 'Jq3nC0fU-8pXm2ZkT4bO7w…',
    description: 'Send it as `X-CSRF-Token` with requests that rely on the refresh cookie.',
  })
  csrfToken: string;
}

export class PresenceSessionDto implements PresenceSession {
  @ApiProperty({ example: true })
  authenticated: boolean;

  @ApiPropertyOptional({ allOf: [{ $ref: getSchemaPath('OwnUserDto') }] })
  user?: OwnUser;

  @ApiProperty({
    example: true,
    description: 'Whether POST /api/auth/guest is allowed.',
  })
  guestsAllowed: boolean;

  @ApiPropertyOptional({
    description: 'For the refresh that follows, when the cookie says who is signed in.',
  })
  csrfToken?: string;
}
