import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule, JwtSecretRequestType } from '@nestjs/jwt';
import type { Redis } from 'ioredis';
import { KeysModule } from '../keys/keys.module.js';
import { ALGORITHM } from '../keys/keys.protocol.js';
import { SigningKeys } from '../keys/signing-keys.service.js';
import { EmailsModule } from '../emails/emails.module.js';
import { Configuration } from '../platform/config/configuration.js';
import { Log } from '../platform/log/log.js';
import { REDIS } from '../platform/redis/redis.module.js';
import { UsersModule } from '../users/users.module.js';
import { keyIdOf, verifyOptions } from './access/access-token.policy.js';
import { AccessTokens } from './access/access-tokens.service.js';
import { AccessGuard } from './access/access.guard.js';
import { CompromisedKeys } from './access/compromised-keys.service.js';
import { JwtStrategy } from './access/jwt.strategy.js';
import { LivingSessions } from './revocation/living-sessions.js';
import { RefreshReuse } from './refresh/refresh-reuse.js';
import { RefreshService } from './refresh/refresh.service.js';
import { RefreshStore } from './refresh/refresh.store.js';
import { keepSeconds, REVOCATION_LIST, type RevocationList } from './revocation/revocation-list.js';
import { MemoryRevocationList } from './revocation/revocation-list.memory.js';
import { RedisRevocationList } from './revocation/revocation-list.redis.js';
import { Revocations } from './revocation/revocations.service.js';
import { RevocationsStore } from './revocation/revocations.store.js';
import { SessionEnds } from './revocation/session-ends.service.js';
import { SessionRecords } from './session-records.js';
import { ServiceKeys } from './service-keys.service.js';
import { SessionMetrics } from './sessions.metrics.js';
import { SessionsService } from './sessions.service.js';
import { SessionsStore } from './sessions.store.js';

const jwt = JwtModule.registerAsync({
  imports: [KeysModule],
  inject: [SigningKeys, Configuration],
  useFactory: (keys: SigningKeys, { auth: { tokenIssuer, tokenAudience } }: Configuration) => ({
    signOptions: { algorithm: ALGORITHM, issuer: tokenIssuer, audience: tokenAudience },
    verifyOptions: verifyOptions(tokenIssuer, tokenAudience),
    // Key objects, never PEM: parsing one costs several times as much as a signature.
    secretOrKeyProvider: (type, token) =>
      type === JwtSecretRequestType.SIGN
        ? keys.active.privateKey
        : keys.find(keyIdOf(token as string) ?? '')!,
  }),
});

/** Authentication: sessions from their beginning to their end, and their tokens. */
@Module({
  imports: [UsersModule, KeysModule, EmailsModule, jwt],
  providers: [
    SessionMetrics,
    SessionsStore,
    RefreshStore,
    RevocationsStore,
    {
      provide: REVOCATION_LIST,
      inject: [REDIS, Configuration, SessionsStore, Log],
      useFactory: (
        redis: Redis | null,
        config: Configuration,
        truth: SessionsStore,
        log: Log,
      ): RevocationList | Promise<RevocationList> => {
        const keepS = keepSeconds(config.auth.accessTokenTtlS);
        return redis
          ? new RedisRevocationList(redis, config.stores.redisPrefix, truth, keepS, log)
          : new MemoryRevocationList(truth, keepS).load();
      },
    },
    Revocations,
    AccessTokens,
    SessionRecords,
    SessionEnds,
    SessionsService,
    LivingSessions,
    ServiceKeys,
    CompromisedKeys,
    RefreshReuse,
    RefreshService,
    JwtStrategy,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [
    AccessTokens,
    CompromisedKeys,
    RefreshService,
    Revocations,
    ServiceKeys,
    SessionEnds,
    SessionsService,
  ],
})
export class SessionsModule {}
