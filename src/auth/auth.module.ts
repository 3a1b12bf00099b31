import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule, JwtSecretRequestType } from '@nestjs/jwt';
import type { Redis } from 'ioredis';
import { KeysModule } from '../keys/keys.module.js';
import { ALGORITHM } from '../keys/keys.protocol.js';
import { SigningKeys } from '../keys/signing-keys.service.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { Configuration } from '../platform/config/configuration.js';
import { Log } from '../platform/log/log.js';
import { REDIS } from '../platform/redis/redis.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { keyIdOf, verifyOptions } from './access-token.policy.js';
import { AccessTokens } from './access-tokens.service.js';
import { LettersModule } from '../letters/letters.module.js';
import { AuthController } from './auth.controller.js';
import { AuthMetrics } from './auth.metrics.js';
import { CompromisedKeys } from './compromised-keys.service.js';
import { CredentialChanges } from './credential-changes.js';
import { CsrfTokens } from './csrf-tokens.js';
import { EmailVerification } from './email-verification.service.js';
import { GuestPurge } from './guest-purge.js';
import { Housekeeping } from './housekeeping.js';
import { JwtStrategy } from './jwt.strategy.js';
import { LivingSessions } from './living-sessions.js';
import { NewMembers } from './new-members.js';
import { PasswordChangeService } from './password-change.service.js';
import { PasswordGuesses } from './password-guesses.js';
import { Reauthentication } from './reauthentication.js';
import { RefreshReuse } from './refresh-reuse.js';
import { RefreshService } from './refresh.service.js';
import { RefreshStore } from './refresh.store.js';
import { RegistrationService } from './registration.service.js';
import { keepSeconds, REVOCATION_LIST, type RevocationList } from './revocation-list.js';
import { MemoryRevocationList } from './revocation-list.memory.js';
import { RedisRevocationList } from './revocation-list.redis.js';
import { Revocations } from './revocations.service.js';
import { RevocationsStore } from './revocations.store.js';
import { SessionController } from './session.controller.js';
import { SessionRecords } from './session-records.js';
import { SessionsService } from './sessions.service.js';
import { SessionsStore } from './sessions.store.js';
import { SignInService } from './sign-in.service.js';

const jwt = JwtModule.registerAsync({
  imports: [KeysModule],
  inject: [SigningKeys, Configuration],
  useFactory: (keys: SigningKeys, { tokenIssuer, tokenAudience }: Configuration) => ({
    signOptions: { algorithm: ALGORITHM, issuer: tokenIssuer, audience: tokenAudience },
    verifyOptions: verifyOptions(tokenIssuer, tokenAudience),
    // Key objects, never PEM: parsing one costs several times what a signature does.
    secretOrKeyProvider: (type, token) =>
      type === JwtSecretRequestType.SIGN
        ? keys.active.privateKey
        : keys.find(keyIdOf(token as string) ?? '')!,
  }),
});

/** Registration, sign-in, guests, tokens, sessions and their end. */
@Module({
  imports: [UsersModule, PasswordsModule, LettersModule, KeysModule, jwt],
  controllers: [AuthController, SessionController],
  providers: [
    AuthMetrics,
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
        const keepS = keepSeconds(config.accessTokenTtlS);
        return redis
          ? new RedisRevocationList(redis, config.redisPrefix, truth, keepS, log)
          : new MemoryRevocationList(truth, keepS).load();
      },
    },
    Revocations,
    AccessTokens,
    SessionRecords,
    SessionsService,
    CsrfTokens,
    GuestPurge,
    Housekeeping,
    LivingSessions,
    CompromisedKeys,
    PasswordGuesses,
    Reauthentication,
    CredentialChanges,
    PasswordChangeService,
    EmailVerification,
    NewMembers,
    RegistrationService,
    SignInService,
    RefreshReuse,
    RefreshService,
    JwtStrategy,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [
    AccessTokens,
    CsrfTokens,
    SessionsService,
    SessionsStore,
    Revocations,
    Reauthentication,
    RegistrationService,
    SignInService,
    RefreshService,
    PasswordChangeService,
    AuthMetrics,
    CredentialChanges,
    CompromisedKeys,
    EmailVerification,
  ],
})
export class AuthModule {}
