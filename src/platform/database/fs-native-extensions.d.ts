/** The package has no types; these are the functions used here. */
declare module 'fs-native-extensions' {
  /** Whether the exclusive lock of an open, writable file was granted; it ends with the descriptor or the process. */
  export function tryLock(fd: number): boolean;
}
