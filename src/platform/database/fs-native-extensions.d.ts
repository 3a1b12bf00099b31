/** The package brings no types; this is what is used of it. */
declare module 'fs-native-extensions' {
  /** Whether the exclusive lock of an open, writable file was granted; it ends with the descriptor or the process. */
  export function tryLock(fd: number): boolean;
}
