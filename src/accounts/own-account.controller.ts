import { Body, Controller, Delete, Get, HttpCode, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, type Principal } from '../platform/http/principal.js';
import { ErasureService } from './erasure.service.js';
import { DeleteAccountDto, PersonalExportDto } from './own-account.dto.js';
import { PersonalExports } from './personal-export.service.js';

/** Taking one's data along, and leaving. */
@ApiTags('profile')
@ApiBearerAuth()
@ApiTooManyRequestsResponse({ description: 'rate_limited' })
@Controller('api/profile')
export class OwnAccountController {
  constructor(
    private readonly erasure: ErasureService,
    private readonly exports: PersonalExports,
  ) {}

  @Delete()
  @HttpCode(204)
  @ApiOperation({
    summary:
      'Delete the account: names, address, password, sessions and roles are gone, calls stay nameless in the logs of others',
  })
  @ApiNoContentResponse()
  @ApiUnauthorizedResponse({ description: 'invalid_credentials' })
  @ApiForbiddenResponse({ description: 'reauthentication_required' })
  @ApiConflictResponse({ description: 'last_admin' })
  async erase(
    @CurrentPrincipal() principal: Principal,
    @Body() { password }: DeleteAccountDto,
  ): Promise<void> {
    await this.erasure.eraseOwn(principal, password);
  }

  @Get('export')
  @ApiOperation({ summary: 'Everything that is held of oneself, without secrets; a few times an hour' })
  @ApiOkResponse({ type: PersonalExportDto })
  @ApiConflictResponse({ description: 'export_running' })
  @ApiServiceUnavailableResponse({ description: 'exports_busy' })
  async export(@CurrentPrincipal() principal: Principal, @Res() reply: FastifyReply): Promise<void> {
    const document = await this.exports.of(principal);
    void reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('content-disposition', 'attachment; filename="ringline-export.json"')
      .send(document);
  }
}
