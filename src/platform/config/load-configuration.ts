import ipaddr from 'ipaddr.js';
import { validateSync } from 'class-validator';
import { Configuration } from './configuration.js';
import { DatabaseUrlError, readDatabaseUrl } from './database-url.js';
import { SpellingFault } from './origin.js';
import { productionFaults } from './production.policy.js';
import { type VariableInfo, variablesOf } from './variable.js';

/** Stops the boot; every line of the message is one fault and its remedy. */
export class ConfigurationError extends Error {
  constructor(readonly faults: string[]) {
    super(faults.join('\n'));
  }
}

/**
 * Reads and validates the configuration.
 * @throws ConfigurationError with one line per fault.
 */
export function loadConfiguration(env: NodeJS.ProcessEnv): Configuration {
  const config = new Configuration();
  const variables = variablesOf(Configuration);
  const faults: string[] = [];
  for (const variable of variables) {
    const given = read(variable, env[variable.name]);
    const { value, fault } = spelled(variable, given);
    if (fault !== undefined) faults.push(faultOf(variable, env, fault));
    Reflect.set(Reflect.get(config, variable.section) as object, variable.property, value);
  }
  applyDependentDefaults(config);
  for (const [section, settings] of Object.entries(config) as [string, object][])
    for (const error of validateSync(settings)) {
      const variable = variables.find((v) => v.section === section && v.property === error.property)!;
      // A default that was made from a wrong value: that one is named already.
      if (env[variable.name])
        faults.push(faultOf(variable, env, Object.values(error.constraints ?? {}).at(-1) ?? 'is not valid'));
    }
  faults.push(...relationFaults(config), ...databaseUrlFaults(config, env));
  if (faults.length === 0 && config.server.nodeEnv === 'production') faults.push(...productionFaults(config));
  if (faults.length > 0) throw new ConfigurationError(faults);
  for (const settings of Object.values(config)) Object.freeze(settings);
  return Object.freeze(config);
}

function read(variable: VariableInfo, raw: string | undefined): unknown {
  if (raw === '' && variable.kind === 'list' && variable.fallback !== undefined) return [];
  if (raw === undefined || raw === '') return variable.fallback;
  switch (variable.kind) {
    case 'string':
      return raw;
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(raw.trim()) ? Number(raw) : Number.NaN;
    case 'boolean':
      return raw === 'true' ? true : raw === 'false' ? false : raw;
    case 'list':
      return raw
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
  }
}

/** In its one form; undefined, so that the default stands in, where the fault says why it has none. */
function spelled({ spelling }: VariableInfo, given: unknown): { value: unknown; fault?: string } {
  if (!spelling || given === undefined) return { value: given };
  try {
    if (!Array.isArray(given)) return { value: spelling((given as string).trim()) };
    return { value: (given as string[]).map((item) => named(item, spelling)) };
  } catch (error) {
    if (!(error instanceof SpellingFault)) throw error;
    return { value: undefined, fault: error.message };
  }
}

/** Of several, the one that is wrong. */
function named(item: string, spelling: (written: string) => string): string {
  try {
    return spelling(item);
  } catch (error) {
    if (error instanceof SpellingFault) throw new SpellingFault(`${JSON.stringify(item)} ${error.message}`);
    throw error;
  }
}

function faultOf(variable: VariableInfo, env: NodeJS.ProcessEnv, says: string): string {
  const shown = variable.secret ? '' : `=${JSON.stringify(env[variable.name])}`;
  return `${variable.name}${shown}: ${says}.`;
}

function applyDependentDefaults(config: Configuration): void {
  const { server, auth, mail, stores, observability } = config;
  const local = [`http://localhost:${server.port}`, `http://127.0.0.1:${server.port}`].map((href) =>
    URL.canParse(href) ? new URL(href).origin : href,
  );
  const ofThisMachine = server.nodeEnv === 'production' ? [] : local;
  const own = server.publicUrl === undefined ? ofThisMachine : [server.publicUrl];
  server.publicUrl ??= local[0]!;
  const others = server.allowedOrigins ?? ofThisMachine;
  server.allowedOrigins = [...new Set([server.publicUrl, ...own, ...others])];
  auth.tokenIssuer ??= server.publicUrl;
  mail.linkBase ??= server.publicUrl;
  mail.from ??= `Ringline <no-reply@${hostOf(server.publicUrl)}>`;
  stores.redisUrl = withPassword(stores.redisUrl, stores.redisPassword);
  observability.logFormat ??= process.stdout.isTTY ? 'pretty' : 'json';
}

/** One that is in the URL counts. */
function withPassword(href: string | undefined, password: string | undefined): string | undefined {
  if (href === undefined || password === undefined || !URL.canParse(href)) return href;
  const url = new URL(href);
  if (url.password !== '') return href;
  url.password = encodeURIComponent(password);
  return url.href;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : 'localhost';
}

function relationFaults(config: Configuration): string[] {
  const { server, auth, accounts, oauth, calls, voice, media } = config;
  const faults: string[] = [];
  if (calls.turnUrls?.length > 0 && !calls.turnSecret)
    faults.push('TURN_SECRET: is needed with TURN_URLS; it is the static-auth-secret of your coturn.');
  if (accounts.adminUsername !== undefined && accounts.adminEmail === undefined)
    faults.push('ADMIN_EMAIL: is needed with ADMIN_USERNAME; the invitation goes there.');
  if (accounts.adminEmail !== undefined && accounts.adminUsername === undefined)
    faults.push('ADMIN_USERNAME: is needed with ADMIN_EMAIL; the account has to have a name.');
  if (calls.relayOnly && !(calls.turnUrls?.length > 0))
    faults.push('RELAY_ONLY: needs TURN_URLS; without a TURN server no call could connect.');
  const livekit = {
    LIVEKIT_URL: voice.livekitUrl,
    LIVEKIT_API_KEY: voice.livekitApiKey,
    LIVEKIT_API_SECRET: voice.livekitApiSecret,
  };
  const s3 = {
    MEDIA_S3_URL: media.s3Url,
    MEDIA_S3_ACCESS_KEY_ID: media.s3AccessKeyId,
    MEDIA_S3_SECRET_ACCESS_KEY: media.s3SecretAccessKey,
  };
  faults.push(...togetherFaults(livekit), ...togetherFaults(s3));
  if (media.s3Url && media.mode === 'accel')
    faults.push('MEDIA_MODE: accel needs files that nginx can read; with MEDIA_S3_URL it must be stream.');
  if (auth.refreshIdleTtlS > auth.refreshAbsoluteTtlS)
    faults.push('REFRESH_IDLE_TTL_S: must not be longer than REFRESH_ABSOLUTE_TTL_S.');
  for (const provider of ['Github', 'Google', 'Discord'] as const) {
    const name = `OAUTH_${provider.toUpperCase()}_CLIENT`;
    const key = provider.toLowerCase() as Lowercase<typeof provider>;
    const [id, secret] = [oauth[`${key}ClientId`], oauth[`${key}ClientSecret`]];
    if (id && !secret) faults.push(`${name}_SECRET: is needed with ${name}_ID; ${provider} shows it once.`);
    if (secret && !id) faults.push(`${name}_ID: is needed with ${name}_SECRET.`);
  }
  for (const proxy of server.trustedProxies ?? [])
    if (!ipaddr.isValid(proxy) && !ipaddr.isValidCIDR(proxy))
      faults.push(
        `TRUSTED_PROXIES: ${JSON.stringify(proxy)} is not an address or a CIDR range such as 10.0.0.0/8.`,
      );
  return faults;
}

/** The URL and the separate variables are one setting; both may be set, but to the same value. */
function databaseUrlFaults(config: Configuration, env: NodeJS.ProcessEnv): string[] {
  const { stores } = config;
  if (!stores.databaseUrl || !/^postgres(ql)?:\/\//.test(stores.databaseUrl)) return [];
  try {
    const { poolSize, preparedStatements } = readDatabaseUrl(stores.databaseUrl);
    const faults: string[] = [];
    if (poolSize !== undefined && !env['DATABASE_POOL_SIZE']) stores.databasePoolSize = poolSize;
    else if (poolSize !== undefined && poolSize !== stores.databasePoolSize)
      faults.push('DATABASE_URL: connection_limit is not what DATABASE_POOL_SIZE says; keep one of them.');
    if (!preparedStatements && !env['DATABASE_PREPARED_STATEMENTS'])
      stores.databasePreparedStatements = false;
    else if (!preparedStatements && stores.databasePreparedStatements)
      faults.push(
        'DATABASE_URL: pgbouncer=true or statement_cache_size=0 asks for no prepared statements, DATABASE_PREPARED_STATEMENTS for them; keep one.',
      );
    return faults;
  } catch (error) {
    if (!(error instanceof DatabaseUrlError)) throw error;
    return error.faults.map((fault) => `DATABASE_URL: ${fault}.`);
  }
}

/** All of these, or none. */
function togetherFaults(settings: Record<string, string | undefined>): string[] {
  const names = Object.keys(settings);
  const missing = names.filter((name) => settings[name] === undefined);
  if (missing.length === names.length) return [];
  const all = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return missing.map((name) => `${name}: is needed; ${all} go together.`);
}
