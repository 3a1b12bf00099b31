import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { platformErrors } from '../errors/platform.errors.js';
import { requestOf } from './request-of.js';

/** Who acts: the verified claims of an access token. */
export interface Principal {
  userId: string;
  sessionId: string;
  isGuest: boolean;
  /** When the access token expires, milliseconds since 1970. */
  expiresAtMs: number;
}

/** Marks a route that needs no access token. */
export const OPEN = Symbol('open');
export const Open = () => SetMetadata(OPEN, true);

/** Marks a route that guests may not use. */
export const MEMBERS_ONLY = Symbol('members-only');
export const MembersOnly = () => SetMetadata(MEMBERS_ONLY, true);

/** What an administrative act needs; roles are sets of these (tables `roles`, `role_permissions`). */
export type Permission =
  'users.read' | 'users.create' | 'users.update' | 'audit.read' | 'keys.rotate' | 'rooms.manage';

/** Marks a route that needs a permission. */
export const NEEDS = Symbol('needs');
export const Needs = (permission: Permission) => SetMetadata(NEEDS, permission);

/** The request as the access guard leaves it. */
export interface WithPrincipal {
  principal?: Principal;
}

/** The principal of a request; the access guard has put it there. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return (requestOf(context) as WithPrincipal).principal;
});

/** @throws guest_not_allowed */
export function refuseGuests(principal: Principal): void {
  if (principal.isGuest) throw platformErrors.guest_not_allowed();
}
