import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { AdminModule } from '../admin/admin.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { Configuration } from '../platform/config/configuration.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AdminResolver } from './admin.resolver.js';
import { GraphqlController } from './graphql.controller.js';
import { PasswordsResolver } from './passwords.resolver.js';
import { QUERY_MAX_TOKENS, refuseJson, refuseTooComplex } from './query-limits.js';
import { Refusals } from './refusals.js';
import { SessionResolver } from './session.resolver.js';
import { UsersResolver } from './users.resolver.js';
import { WaysInResolver } from './ways-in.resolver.js';

/** Parsed documents that are kept, and as many refused ones. */
const CACHED_DOCUMENTS = 100;
const REPORTED_FAULTS = 10;

const library = GraphQLModule.forRootAsync<MercuriusDriverConfig>({
  driver: MercuriusDriver,
  inject: [Configuration],
  useFactory: ({ server }: Configuration): MercuriusDriverConfig => {
    const production = server.nodeEnv === 'production';
    // A variable, because mercurius' types do not know `hideSuggestions` yet; it passes the options on.
    const validation = { maxErrors: REPORTED_FAULTS, hideSuggestions: production };
    return {
      autoSchemaFile: true,
      sortSchema: true,
      // The library's route, GraphiQL, subscriptions and batches are off: graphql.controller.ts is the only route.
      routes: false,
      cache: CACHED_DOCUMENTS,
      graphql: {
        parseOptions: { maxTokens: QUERY_MAX_TOKENS },
        validateOptions: validation,
      },
      validationRules: production ? [NoSchemaIntrospectionCustomRule] : [],
      hooks: {
        preParsing: (_schema, source) => refuseJson(source),
        preValidation: (schema, document) => refuseTooComplex(schema, document),
      },
      // Errors pass unchanged; the controller translates them.
      errorFormatter: ({ data, errors }) => ({ statusCode: 200, response: { data, errors } }),
    };
  },
});

/** The services that REST has, through GraphQL. */
@Module({
  imports: [library, UsersModule, SessionsModule, AuthModule, AdminModule],
  controllers: [GraphqlController],
  providers: [Refusals, WaysInResolver, SessionResolver, PasswordsResolver, UsersResolver, AdminResolver],
})
export class GraphqlModule {}
