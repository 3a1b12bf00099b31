import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Configuration } from '../platform/config/configuration.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { toAppError } from '../platform/errors/to-app-error.js';
import { Public } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { Log } from '../platform/log/log.js';
import { OauthAuthorization } from './authorization.service.js';
import { browserOf, giveBrowserCookie, readBrowserCookie } from './oauth.cookie.js';
import { BeginOauthDto } from './oauth.dto.js';
import { withFragment } from './oauth.policy.js';
import { OauthCallback } from './callback.service.js';

/** Where browsers go to sign in through a provider, and where it sends them back to. */
@ApiTags('auth')
@ApiParam({ name: 'provider', example: 'github' })
@Controller('api/auth/oauth')
export class OauthController {
  constructor(
    private readonly authorization: OauthAuthorization,
    private readonly callbacks: OauthCallback,
    private readonly log: Log,
    private readonly config: Configuration,
  ) {}

  @Public()
  @Get(':provider')
  @ApiOperation({ summary: 'Send the browser to the provider; for navigation, not for fetch.' })
  @ApiFoundResponse({ description: 'To the provider.' })
  @Refuses('not_found', 'method_not_allowed', 'rate_limited', 'oauth_provider_unavailable')
  async begin(
    @Param('provider') provider: string,
    @Query() { returnTo, challenge }: BeginOauthDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    getOnly(request, reply);
    try {
      const browser = browserOf(request);
      const url = await this.authorization.signIn(provider, {
        returnTo,
        challenge,
        browser,
        ip: request.clientIp,
      });
      giveBrowserCookie(reply, browser);
      redirect(reply, url.href);
    } catch (error) {
      this.refuse(error, provider, `${this.config.server.publicUrl}/`, request, reply);
    }
  }

  @Public()
  @Get(':provider/callback')
  @ApiOperation({
    summary:
      "Receive the provider's answer and send the browser to the page with `#oauth_code`, `#oauth_linked` or, for browsers, `#oauth_error`.",
  })
  @ApiFoundResponse({ description: 'To the page that the sign-in began with.' })
  @Refuses(
    'not_found',
    'method_not_allowed',
    'invalid_oauth_state',
    'oauth_answer_invalid',
    'session_revoked',
    'oauth_denied',
    'oauth_email_unverified',
    'account_disabled',
    'link_required',
    'identity_taken',
    'provider_already_linked',
    'rate_limited',
    'oauth_provider_unavailable',
  )
  async callback(
    @Param('provider') provider: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    getOnly(request, reply);
    const query = new URLSearchParams(request.url.split('?', 2)[1] ?? '');
    let page = `${this.config.server.publicUrl}/`;
    try {
      const attempt = await this.callbacks.claim(
        provider,
        query,
        readBrowserCookie(request),
        request.clientIp,
      );
      page = attempt.returnTo;
      const code = await this.callbacks.finish(attempt, query);
      const outcome: Record<string, string> = code ? { oauth_code: code } : { oauth_linked: provider };
      redirect(reply, withFragment(page, outcome));
    } catch (error) {
      this.refuse(error, provider, page, request, reply);
    }
  }

  /** Browsers get a page that says what went wrong; programs get the problem document. */
  private refuse(
    thrown: unknown,
    provider: string,
    page: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const error = toAppError(thrown);
    if (error.status === 404 || !request.headers.accept?.includes('text/html')) throw thrown;
    if (error.status >= 500 && error.cause !== undefined)
      this.log.failure('request failed', error, { requestId: request.id });
    redirect(reply, withFragment(page, { oauth_error: error.code, oauth_provider: provider }));
  }
}

/** HEAD must change nothing, and both of these do. */
function getOnly(request: FastifyRequest, reply: FastifyReply): void {
  if (request.method === 'GET') return;
  void reply.header('allow', 'GET');
  throw platformErrors.method_not_allowed();
}

function redirect(reply: FastifyReply, url: string): void {
  void reply.status(302).header('location', url).send();
}
