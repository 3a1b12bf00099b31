import type { Readable } from 'node:stream';
import type { ByteRange } from './byte-range.policy.js';

/** Where the bytes of media lie, by id. Whatever fails but for a missing medium means that the storage cannot be reached. */
export interface MediaStorage {
  /** Durable when it resolves; nobody sees a half. */
  put(id: string, bytes: Buffer, contentType: string): Promise<void>;
  /** @returns undefined when there is no such medium */
  read(id: string, range?: ByteRange): Promise<Readable | undefined>;
  /** Idempotent: deleting a missing file is no error. */
  delete(id: string): Promise<void>;
}

export const MEDIA_STORAGE = Symbol('media storage');

/** Folders of at most a few thousand files each. */
export function storageKey(id: string): string {
  return `${id.slice(0, 2)}/${id}`;
}
