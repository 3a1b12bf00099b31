import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { MaxPasswordBytes } from '../passwords/password.decorator.js';
import {
  OAUTH_PROVIDERS,
  type OauthDestination,
  type OauthIdentityInfo,
  type OauthOverview,
  type OauthProviderName,
} from './oauth.protocol.js';

const RETURN_TO = {
  example: 'https://app.example.org/welcome',
  maxLength: 2048,
  description:
    'Page to come back to: of an origin in ALLOWED_ORIGINS, or a path on PUBLIC_URL, which is the default.',
};

export class LinkOauthDto {
  @ApiPropertyOptional(RETURN_TO)
  @IsOptional()
  @IsString()
  @MaxLength(2048)
  returnTo?: string;

  @ApiPropertyOptional({
    format: 'password',
    description: 'Needed when the session began more than ten minutes ago.',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxPasswordBytes()
  password?: string;
}

export class BeginOauthDto {
  @ApiPropertyOptional(RETURN_TO)
  @IsOptional()
  @IsString()
  @MaxLength(2048)
  returnTo?: string;

  @ApiPropertyOptional({
    minLength: 43,
    maxLength: 43,
    description:
      'For pages of another site, where cookies do not go: base64url(SHA-256(verifier)), as in RFC 7636. The code is then exchanged with the verifier.',
  })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{43}$/, { message: 'challenge must be base64url(SHA-256(verifier))' })
  challenge?: string;
}

export class ExchangeOauthDto {
  @ApiProperty({
    example: 'Jq3nC0fU-8pXm2ZkT4bO7wVh6sRyE1aL9dGtKoPiMuQ',
    description: '`oauth_code` of the fragment.',
  })
  @IsString()
  @MaxLength(128)
  code: string;

  @ApiPropertyOptional({
    minLength: 43,
    maxLength: 128,
    description: 'Needed when the sign-in began with a challenge.',
  })
  @IsOptional()
  @Matches(/^[A-Za-z0-9._~-]{43,128}$/, { message: 'verifier must be 43 to 128 letters, digits, or . _ ~ -' })
  verifier?: string;
}

export class OauthIdentityDto implements OauthIdentityInfo {
  @ApiProperty({ enum: OAUTH_PROVIDERS, enumName: 'OauthProvider' })
  provider: OauthProviderName;

  @ApiProperty({ format: 'date-time' })
  linkedAt: string;

  @ApiProperty({ format: 'date-time' })
  lastUsedAt: string;
}

export class OauthOverviewDto implements OauthOverview {
  @ApiProperty({ enum: OAUTH_PROVIDERS, enumName: 'OauthProvider', isArray: true })
  providers: OauthProviderName[];

  @ApiPropertyOptional({ type: [OauthIdentityDto], description: 'Absent when no user is signed in.' })
  identities?: OauthIdentityDto[];
}

export class OauthDestinationDto implements OauthDestination {
  @ApiProperty({
    example: 'https://github.com/login/oauth/authorize?client_id=…',
    description: 'At the provider; send the browser there.',
  })
  url: string;
}
