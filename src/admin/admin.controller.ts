import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import { CurrentPrincipal, Needs, type Principal } from '../platform/http/principal.js';
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
@ApiBearerAuth()
@ApiForbiddenResponse({ description: 'permission_denied' })
@Controller('api/admin')
export class AdminController {
  constructor(private readonly accounts: AdminAccounts) {}

  @Post('users')
  @Needs('users.create')
  @ApiOperation({ summary: 'Make an account and invite its owner by mail; nobody else chooses the password' })
  @ApiCreatedResponse({ type: AccountDto })
  @ApiConflictResponse({ description: 'username_taken, email_taken' })
  @ApiTooManyRequestsResponse({ description: 'rate_limited' })
  invite(@CurrentPrincipal() admin: Principal, @Body() invitation: InviteDto): Promise<AccountDto> {
    return this.accounts.invite(admin, invitation);
  }

  @Get('users')
  @Needs('users.read')
  @ApiOperation({ summary: 'Accounts by username, guests included' })
  @ApiOkResponse({ type: AccountPageDto })
  list(@CurrentPrincipal() admin: Principal, @Query() query: ListAccountsDto): Promise<AccountPageDto> {
    return this.accounts.list(admin, query);
  }

  @Get('users/:id')
  @Needs('users.read')
  @ApiOperation({ summary: 'One account' })
  @ApiOkResponse({ type: AccountDto })
  @ApiNotFoundResponse({ description: 'user_not_found' })
  read(@CurrentPrincipal() admin: Principal, @Param('id', uuidParameter) id: string): Promise<AccountDto> {
    return this.accounts.get(admin, id);
  }

  @Patch('users/:id')
  @Needs('users.update')
  @ApiOperation({ summary: 'Give and take roles; switch an account off (its sessions end) and on' })
  @ApiOkResponse({ type: AccountDto })
  @ApiNotFoundResponse({ description: 'user_not_found' })
  @ApiConflictResponse({ description: 'last_admin, guests_hold_no_roles' })
  change(
    @CurrentPrincipal() admin: Principal,
    @Param('id', uuidParameter) id: string,
    @Body() change: ChangeAccountDto,
  ): Promise<AccountDto> {
    return this.accounts.change(admin, id, change);
  }

  @Post('users/:id/unlock')
  @Needs('users.update')
  @HttpCode(200)
  @ApiOperation({ summary: 'Lift the locks that wrong passwords put on an account' })
  @ApiOkResponse({ type: AccountDto })
  @ApiNotFoundResponse({ description: 'user_not_found' })
  unlock(@CurrentPrincipal() admin: Principal, @Param('id', uuidParameter) id: string): Promise<AccountDto> {
    return this.accounts.unlock(admin, id);
  }

  @Get('roles')
  @Needs('users.read')
  @ApiOperation({ summary: 'The roles there are and what they allow' })
  @ApiOkResponse({ type: RolePageDto })
  async roles(): Promise<RolePageDto> {
    return { items: await this.accounts.roles(), nextCursor: null };
  }
}
