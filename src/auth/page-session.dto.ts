import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { OwnUser } from '../users/users.protocol.js';
import type { CsrfToken, PresenceSession } from './auth.protocol.js';

export class CsrfTokenDto implements CsrfToken {
  @ApiProperty({ description: 'Send it as `X-CSRF-Token` with requests that rely on the refresh cookie.' })
  csrfToken: string;
}

export class PresenceSessionDto implements PresenceSession {
  @ApiProperty()
  authenticated: boolean;

  @ApiPropertyOptional({ allOf: [{ $ref: getSchemaPath('OwnUserDto') }] })
  user?: OwnUser;

  @ApiProperty({ description: 'Whether POST /api/auth/guest lets somebody in without an account.' })
  guestsAllowed: boolean;

  @ApiPropertyOptional({
    description: 'For the refresh that follows, when the cookie is what tells who is signed in.',
  })
  csrfToken?: string;
}
