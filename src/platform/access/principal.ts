import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { platformErrors } from '../errors/platform.errors.js';
import { requestOf } from './request-of.js';

/** The authenticated user: the verified claims of an access token. */
export interface Principal {
  userId: string;
  sessionId: string;
  isGuest: boolean;
  /** When the access token expires, milliseconds since 1970. */
  expiresAtMs: number;
}

/** Marks a route that needs no access token. */
export const PUBLIC = Symbol('public');
export const Public = () => SetMetadata(PUBLIC, true);

/** Marks a route that works without an access token, but answers the holder of one with more. */
export const OPTIONAL_AUTH = Symbol('optional-auth');
export const OptionalAuth = () => SetMetadata(OPTIONAL_AUTH, true);

/** Marks a route that guests may not use. */
export const MEMBERS_ONLY = Symbol('members-only');
export const MembersOnly = () => SetMetadata(MEMBERS_ONLY, true);

/** The permission that an administrative act requires; roles are sets of these (tables `roles`, `role_permissions`). */
export type Permission =
  | 'users.read'
  | 'users.create'
  | 'users.update'
  | 'audit.read'
  | 'keys.rotate'
  | 'rooms.manage'
  | 'reports.read'
  | 'reports.manage'
  | 'integrations.manage';

/** Marks a route that needs a permission. */
export const REQUIRED_PERMISSION = Symbol('required-permission');
export const RequirePermission = (permission: Permission) => SetMetadata(REQUIRED_PERMISSION, permission);

/** The permissions of a service key. */
export type Scope = 'events:publish' | 'webhooks:manage';

/** Another back end that acts, by a service key: never a user. */
export interface ServicePrincipal {
  keyId: string;
  scopes: readonly Scope[];
}

/** Marks a route for service keys of that scope; no user's token opens it, and a service key opens no other. */
export const REQUIRED_SCOPE = Symbol('required-scope');
export const RequireScope = (scope: Scope) => SetMetadata(REQUIRED_SCOPE, scope);

/** The request as the access guard leaves it: with one of the two, or with neither where a route is open. */
export interface WithPrincipal {
  principal?: Principal;
  service?: ServicePrincipal;
}

/** The principal of a request; the access guard has put it there. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return (requestOf(context) as WithPrincipal).principal;
});

/** The service key of a request to a route that needs a scope. */
export const CurrentService = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return (requestOf(context) as WithPrincipal).service;
});

/** @throws guest_not_allowed */
export function refuseGuests(principal: Principal): void {
  if (principal.isGuest) throw platformErrors.guest_not_allowed();
}
