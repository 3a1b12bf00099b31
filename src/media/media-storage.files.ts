import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { ByteRange } from './byte-range.policy.js';
import { type MediaStorage, storageKey } from './media-storage.js';

/** Files in a folder, which all instances and nginx must see. */
export class FileStorage implements MediaStorage {
  constructor(private readonly folder: string) {}

  async put(id: string, bytes: Buffer): Promise<void> {
    const file = this.fileOf(id);
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(`${file}.part`, 'w', 0o644);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${file}.part`, file);
  }

  async read(id: string, range?: ByteRange): Promise<Readable | undefined> {
    try {
      const handle = await open(this.fileOf(id), 'r');
      return handle.createReadStream({ start: range?.start, end: range?.end });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async delete(id: string): Promise<void> {
    await rm(this.fileOf(id), { force: true });
    await rm(`${this.fileOf(id)}.part`, { force: true });
  }

  private fileOf(id: string): string {
    return path.join(this.folder, storageKey(id));
  }
}
