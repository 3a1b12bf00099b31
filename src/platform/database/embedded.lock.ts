/**
 * One process at a time for an embedded database's folder: two lose rows. The lock is the kernel's, so it ends with the
 * process however that ends, and it holds between containers that share the folder, where process ids mean nothing.
 */
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { tryLock } from 'fs-native-extensions';

/**
 * @returns whether the folder belongs to this process from now until it ends
 * @throws Error when the file system cannot lock files
 */
export function lockFolder(dataDir: string): boolean {
  const fd = openSync(lockOf(dataDir), 'a+', 0o600);
  const granted = lock(fd, dataDir);
  if (!granted) closeSync(fd);
  return granted;
}

/** Whether a process uses the folder now. */
export function isFolderLocked(dataDir: string): boolean {
  let fd;
  try {
    fd = openSync(lockOf(dataDir), 'r+');
  } catch {
    return false;
  }
  const granted = lock(fd, dataDir);
  closeSync(fd);
  return !granted;
}

function lock(fd: number, dataDir: string): boolean {
  try {
    return tryLock(fd);
  } catch (error) {
    throw new Error(
      `DATA_DIR: the file system of ${dataDir} cannot lock files (${error instanceof Error ? error.message : String(error)}); choose a folder on a local disk, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

function lockOf(dataDir: string): string {
  return path.join(dataDir, 'postgres.lock');
}
