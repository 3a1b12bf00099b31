import type { MediaMode } from '../platform/wire/wire-limits.protocol.js';

/** Answer of `GET /api/meta/client-config`: what a client should know before its first request. */
export interface ClientConfig {
  protocolVersion: number;
  heartbeatMs: number;
  usernameMaxLength: number;
  chatMessageMaxLength: number;
  chatRoomSlugRegex: string;
  mediaUrlTtlSeconds: number;
  mediaMode: MediaMode;
  /** Ways in that need nobody else. */
  signInMethods: ('password' | 'guest')[];
  /** Services that people may sign in with here, such as `github`; see `GET /api/auth/oauth/:provider`. */
  oauthProviders: string[];
}
