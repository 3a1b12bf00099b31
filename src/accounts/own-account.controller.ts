import { Body, Controller, Delete, Get, Header, HttpCode } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
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
  @Header('content-disposition', 'attachment; filename="ringline-export.json"')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Everything that is held of oneself, without secrets; a few times an hour' })
  @ApiOkResponse({ type: PersonalExportDto })
  export(@CurrentPrincipal() principal: Principal): Promise<PersonalExportDto> {
    return this.exports.of(principal) as Promise<PersonalExportDto>;
  }
}
