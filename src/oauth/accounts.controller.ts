import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DeliversTokens } from '../auth/cookie/token-delivery.decorator.js';
import { CurrentPrincipal, MembersOnly, Public, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { AccessTokens } from '../sessions/access/access-tokens.service.js';
import { SignInOrigin } from '../sessions/access/origin.decorator.js';
import type { OpenSession, Origin } from '../sessions/sessions.service.js';
import { OauthAuthorization } from './authorization.service.js';
import { OauthCodes } from './codes.service.js';
import { OauthIdentities } from './identities.service.js';
import { browserOf, giveBrowserCookie, readBrowserCookie } from './oauth.cookie.js';
import { ExchangeOauthDto, LinkOauthDto, OauthDestinationDto, OauthOverviewDto } from './oauth.dto.js';
import { OauthProviders } from './oauth.providers.js';

/** The page's requests about providers: list them, fetch tokens, link and unlink. */
@ApiTags('auth')
@Controller('api/auth/oauth')
export class OauthAccountsController {
  constructor(
    private readonly providers: OauthProviders,
    private readonly identities: OauthIdentities,
    private readonly authorization: OauthAuthorization,
    private readonly codes: OauthCodes,
    private readonly tokens: AccessTokens,
  ) {}

  @Public()
  @Get()
  @ApiOperation({
    summary: 'List the configured providers and, when you are signed in, your linked accounts.',
  })
  @ApiOkResponse({ description: 'Providers and linked accounts.', type: OauthOverviewDto })
  async overview(@Headers('authorization') authorization?: string): Promise<OauthOverviewDto> {
    const principal = await this.tokens.principalOf(authorization);
    const identities = principal && (await this.identities.list(principal.userId));
    return { providers: this.providers.names, ...(identities && { identities }) };
  }

  @Public()
  @Post('token')
  @HttpCode(200)
  @DeliversTokens()
  @ApiOperation({
    summary: 'Exchange the code from the fragment for tokens, in the browser that began the sign-in.',
  })
  @ApiOkResponse({ description: 'Signed in.', schema: { $ref: getSchemaPath('SignedInDto') } })
  @Refuses('invalid_oauth_state', 'account_disabled', 'rate_limited')
  token(
    @Body() { code, verifier }: ExchangeOauthDto,
    @SignInOrigin() origin: Origin,
    @Req() request: FastifyRequest,
  ): Promise<OpenSession> {
    return this.codes.exchange({ code, verifier, browser: readBrowserCookie(request) }, origin);
  }

  @MembersOnly()
  @Post(':provider/link')
  @HttpCode(200)
  @ApiParam({ name: 'provider', example: 'github' })
  @ApiOperation({ summary: 'Begin to link an account at a provider to yours; send the browser to `url`.' })
  @ApiOkResponse({ description: 'Where to send the browser.', type: OauthDestinationDto })
  @Refuses(
    'not_found',
    'invalid_credentials',
    'reauthentication_required',
    'rate_limited',
    'oauth_provider_unavailable',
  )
  async link(
    @Param('provider') provider: string,
    @Body() { returnTo, password }: LinkOauthDto,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OauthDestinationDto> {
    const browser = browserOf(request);
    const from = { returnTo, browser, ip: request.clientIp };
    const url = await this.authorization.link(provider, from, principal, password);
    giveBrowserCookie(reply, browser);
    return { url: url.href };
  }

  @MembersOnly()
  @Delete(':provider')
  @HttpCode(204)
  @ApiParam({ name: 'provider', example: 'github' })
  @ApiOperation({ summary: 'Unlink your account at a provider.' })
  @ApiNoContentResponse({ description: 'Unlinked.' })
  @Refuses('not_found', 'identity_not_found', 'last_sign_in_method')
  unlink(@Param('provider') provider: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.identities.unlink(principal.userId, provider);
  }
}
