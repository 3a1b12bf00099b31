import { Body, Controller, Delete, Get, HttpCode, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { ErasureService } from './erasure.service.js';
import { DeleteAccountDto, PersonalExportDto } from './own-account.dto.js';
import { PersonalExports } from './personal-export.service.js';

/** Exporting and deleting your account. */
@ApiTags('profile')
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
      'Delete your account: names, e-mail address, password, sessions and roles are removed; calls stay in the logs of others without your name.',
  })
  @ApiNoContentResponse({ description: 'The account is deleted.' })
  @Refuses('invalid_credentials', 'reauthentication_required', 'last_admin', 'rate_limited')
  async erase(
    @CurrentPrincipal() principal: Principal,
    @Body() { password }: DeleteAccountDto,
  ): Promise<void> {
    await this.erasure.eraseOwn(principal, password);
  }

  @Get('export')
  @ApiOperation({
    summary: 'Export everything that is stored about you, without secrets; a few times an hour.',
  })
  @ApiOkResponse({ description: 'The export, streamed as a file.', type: PersonalExportDto })
  @Refuses('export_running', 'rate_limited', 'exports_busy')
  async export(@CurrentPrincipal() principal: Principal, @Res() reply: FastifyReply): Promise<void> {
    const document = await this.exports.of(principal);
    void reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('content-disposition', 'attachment; filename="ringline-export.json"')
      .send(document);
  }
}
