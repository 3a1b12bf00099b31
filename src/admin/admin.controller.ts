import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequirePermission, type Principal } from '../platform/access/principal.js';
import { Refuses } from '../platform/http/refuses.decorator.js';
import { uuidParameter } from '../platform/http/uuid.pipe.js';
import { AdminAccounts } from './admin-accounts.service.js';
import {
  AccountDto,
  AccountPageDto,
  ChangeAccountDto,
  InviteDto,
  ListAccountsDto,
  RolePageDto,
} from './admin.dto.js';

/** Accounts of others, for those whose roles allow it. */
@ApiTags('admin')
@Controller('api/admin')
export class AdminController {
  constructor(private readonly accounts: AdminAccounts) {}

  @Post('users')
  @RequirePermission('users.create')
  @ApiOperation({
    summary: 'Create an account and e-mail an invitation to its owner, who chooses the password.',
  })
  @ApiCreatedResponse({ description: 'The new account.', type: AccountDto })
  @Refuses('username_taken', 'email_taken', 'rate_limited')
  invite(@CurrentPrincipal() admin: Principal, @Body() invitation: InviteDto): Promise<AccountDto> {
    return this.accounts.invite(admin, invitation);
  }

  @Get('users')
  @RequirePermission('users.read')
  @ApiOperation({ summary: 'List accounts by username, guests included.' })
  @ApiOkResponse({ description: 'A page of accounts.', type: AccountPageDto })
  list(@CurrentPrincipal() admin: Principal, @Query() query: ListAccountsDto): Promise<AccountPageDto> {
    return this.accounts.list(admin, query);
  }

  @Get('users/:id')
  @RequirePermission('users.read')
  @ApiOperation({ summary: 'Get an account.' })
  @ApiOkResponse({ description: 'The account.', type: AccountDto })
  @Refuses('user_not_found')
  read(@CurrentPrincipal() admin: Principal, @Param('id', uuidParameter) id: string): Promise<AccountDto> {
    return this.accounts.get(admin, id);
  }

  @Patch('users/:id')
  @RequirePermission('users.update')
  @ApiOperation({
    summary: 'Change the roles or the status of an account; its sessions end when it is switched off.',
  })
  @ApiOkResponse({ description: 'The account as it is now.', type: AccountDto })
  @Refuses('user_not_found', 'last_admin', 'guests_hold_no_roles')
  change(
    @CurrentPrincipal() admin: Principal,
    @Param('id', uuidParameter) id: string,
    @Body() change: ChangeAccountDto,
  ): Promise<AccountDto> {
    return this.accounts.change(admin, id, change);
  }

  @Post('users/:id/unlock')
  @RequirePermission('users.update')
  @HttpCode(200)
  @ApiOperation({ summary: 'Unlock an account that wrong passwords have locked.' })
  @ApiOkResponse({ description: 'The account.', type: AccountDto })
  @Refuses('user_not_found')
  unlock(@CurrentPrincipal() admin: Principal, @Param('id', uuidParameter) id: string): Promise<AccountDto> {
    return this.accounts.unlock(admin, id);
  }

  @Get('roles')
  @RequirePermission('users.read')
  @ApiOperation({ summary: 'List the roles and their permissions.' })
  @ApiOkResponse({ description: 'All roles, on one page.', type: RolePageDto })
  async roles(): Promise<RolePageDto> {
    return { items: await this.accounts.roles(), nextCursor: null };
  }
}
