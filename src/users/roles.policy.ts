/** Held by every user except guests; it comes with the account and cannot be removed. */
export const MEMBER_ROLE = 'member';

export interface Role {
  name: string;
  permissions: string[];
}

/** Those of the roles that allow something which the holder of `held` may not do. */
export function rolesAbove(held: ReadonlySet<string>, names: Iterable<string>, roles: Role[]): string[] {
  const asked = new Set(names);
  return roles
    .filter(({ name, permissions }) => asked.has(name) && permissions.some((one) => !held.has(one)))
    .map(({ name }) => name);
}

/** Names of which there is no role. */
export function unknownRoles(names: string[], roles: Role[]): string[] {
  const known = new Set(roles.map(({ name }) => name));
  return names.filter((name) => !known.has(name));
}

/** The roles to add and to remove for an account to have exactly these roles, and the one that all have. */
export function roleChange(before: string[], wanted: string[]): { added: string[]; taken: string[] } {
  const after = new Set([MEMBER_ROLE, ...wanted]);
  return {
    added: [...after].filter((name) => !before.includes(name)),
    taken: before.filter((name) => !after.has(name)),
  };
}
