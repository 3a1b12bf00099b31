/** How the server and the process of its embedded database speak to each other, besides the database's socket. */

/** A pipe from the server: a byte asks the process to end, and it closes with the server. */
export const PARENT_FD = 4;

/** The first message of the process. */
export type ChildMessage = { ready: true } | { failed: string };
