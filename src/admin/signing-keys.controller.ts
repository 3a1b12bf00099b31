import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequirePermission, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { SigningKeysAdmin } from './signing-keys.admin.js';
import { RotateKeysDto, SigningKeyPageDto } from './signing-keys.dto.js';

@ApiTags('admin')
@RequirePermission('keys.rotate')
@Controller('api/admin/signing-keys')
export class SigningKeysController {
  constructor(private readonly admin: SigningKeysAdmin) {}

  @Get()
  @ApiOperation({ summary: 'List the keys that sign and verify access tokens, without their private parts.' })
  @ApiOkResponse({ description: 'The keys.', type: SigningKeyPageDto })
  list(): Promise<SigningKeyPageDto> {
    return this.admin.list();
  }

  @Post('rotate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sign with the next key; or, when keys have leaked, replace all of them and end every session.',
  })
  @ApiOkResponse({ type: SigningKeyPageDto, description: 'The keys as they are now.' })
  @Refuses('next_key_not_ready')
  rotate(
    @CurrentPrincipal() principal: Principal,
    @Body() { compromised }: RotateKeysDto,
  ): Promise<SigningKeyPageDto> {
    return this.admin.rotate(principal, compromised ?? false);
  }
}
