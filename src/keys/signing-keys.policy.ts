import { SKEW_S } from './keys.protocol.js';

/** How long others may keep our published keys (`max-age` of the JWKS). */
export const JWKS_CACHE_S = 600;
/** A key is published this long before it signs, so that caches of the key set have it by then. */
export const PUBLISH_FIRST_S = 1200;
/** An instance that missed the event of a rotation goes on signing with the old key for less than this. */
const NEWS_S = 60;
const KEEP_AT_LEAST_S = 1800;

/** The life of a signing key as of now, in seconds of the database's clock. */
export interface KeyLife {
  status: 'next' | 'active' | 'retired';
  publishedForS: number;
  /** Null unless it is active. */
  activeForS: number | null;
  /** Null unless it is retired. */
  retiredForS: number | null;
}

export interface KeyRules {
  maxAgeS: number;
  keepRetiredS: number;
}

/** How long a retired key verifies: as long as a token that it signed may be in use. */
export function keepRetiredSeconds(accessTokenTtlS: number): number {
  return Math.max(KEEP_AT_LEAST_S, accessTokenTtlS + SKEW_S + JWKS_CACHE_S + NEWS_S);
}

/** Seconds until the next key may sign. */
export function readyInS(next: KeyLife): number {
  return Math.max(0, PUBLISH_FIRST_S - next.publishedForS);
}

/** Whether a token signed by the key is still believed. */
export function verifies(key: KeyLife, keepRetiredS: number): boolean {
  return key.retiredForS === null || key.retiredForS < keepRetiredS;
}

export interface KeyChores {
  /** The first start, or the keys were deleted from the database. */
  makeActive: boolean;
  makeNext: boolean;
  rotate: boolean;
  deleteRetired: boolean;
}

/** The pending change of the keys; undefined when there is none. */
export function keyChores(keys: KeyLife[], rules: KeyRules): KeyChores | undefined {
  const active = keys.find((key) => key.status === 'active');
  const next = keys.find((key) => key.status === 'next');
  const chores = {
    makeActive: !active,
    makeNext: !next,
    rotate: (active?.activeForS ?? 0) >= rules.maxAgeS && next !== undefined && readyInS(next) === 0,
    deleteRetired: keys.some((key) => !verifies(key, rules.keepRetiredS)),
  };
  return Object.values(chores).includes(true) ? chores : undefined;
}
