import ipaddr from 'ipaddr.js';
import { validateSync } from 'class-validator';
import { Configuration } from './configuration.js';
import { DatabaseUrlError, readDatabaseUrl } from './database-url.js';
import { SpellingFault } from './origin.js';
import { productionFaults } from './production.policy.js';
import { type VariableInfo, variablesOf } from './variable.js';

/** The boot stops with this; every line of the message is one fault and says what to do. */
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
    Reflect.set(config, variable.property, value);
  }
  applyDependentDefaults(config);
  for (const error of validateSync(config)) {
    const variable = variables.find((v) => v.property === error.property)!;
    // A default that was made from a wrong value: that one is named already.
    if (env[variable.name])
      faults.push(faultOf(variable, env, Object.values(error.constraints ?? {}).at(-1) ?? 'is not valid'));
  }
  faults.push(...relationFaults(config), ...databaseUrlFaults(config, env));
  if (faults.length === 0 && config.nodeEnv === 'production') faults.push(...productionFaults(config));
  if (faults.length > 0) throw new ConfigurationError(faults);
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
  const local = [`http://localhost:${config.port}`, `http://127.0.0.1:${config.port}`].map((address) =>
    URL.canParse(address) ? new URL(address).origin : address,
  );
  const ofThisMachine = config.nodeEnv === 'production' ? [] : local;
  const own = config.publicUrl === undefined ? ofThisMachine : [config.publicUrl];
  config.publicUrl ??= local[0]!;
  const others = config.allowedOrigins ?? ofThisMachine;
  config.allowedOrigins = [...new Set([config.publicUrl, ...own, ...others])];
  config.tokenIssuer ??= config.publicUrl;
  config.mailLinkBase ??= config.publicUrl;
  config.mailFrom ??= `Ringline <no-reply@${hostOf(config.publicUrl)}>`;
  config.redisUrl = withPassword(config.redisUrl, config.redisPassword);
  config.logFormat ??= process.stdout.isTTY ? 'pretty' : 'json';
}

/** One that is in the URL counts. */
function withPassword(address: string | undefined, password: string | undefined): string | undefined {
  if (address === undefined || password === undefined || !URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.password !== '') return address;
  url.password = encodeURIComponent(password);
  return url.href;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : 'localhost';
}

function relationFaults(config: Configuration): string[] {
  const faults: string[] = [];
  if (config.turnUrls?.length > 0 && !config.turnSecret)
    faults.push('TURN_SECRET: is needed with TURN_URLS; it is the static-auth-secret of your coturn.');
  if (config.adminUsername !== undefined && config.adminEmail === undefined)
    faults.push('ADMIN_EMAIL: is needed with ADMIN_USERNAME; the invitation goes there.');
  if (config.adminEmail !== undefined && config.adminUsername === undefined)
    faults.push('ADMIN_USERNAME: is needed with ADMIN_EMAIL; the account has to have a name.');
  if (config.relayOnly && !(config.turnUrls?.length > 0))
    faults.push('RELAY_ONLY: needs TURN_URLS; without a TURN server no call could connect.');
  const livekit = {
    LIVEKIT_URL: config.livekitUrl,
    LIVEKIT_API_KEY: config.livekitApiKey,
    LIVEKIT_API_SECRET: config.livekitApiSecret,
  };
  const s3 = {
    MEDIA_S3_URL: config.mediaS3Url,
    MEDIA_S3_ACCESS_KEY_ID: config.mediaS3AccessKeyId,
    MEDIA_S3_SECRET_ACCESS_KEY: config.mediaS3SecretAccessKey,
  };
  faults.push(...togetherFaults(livekit), ...togetherFaults(s3));
  if (config.mediaS3Url && config.mediaMode === 'accel')
    faults.push('MEDIA_MODE: accel needs files that nginx can read; with MEDIA_S3_URL it must be stream.');
  if (config.refreshIdleTtlS > config.refreshAbsoluteTtlS)
    faults.push('REFRESH_IDLE_TTL_S: must not be longer than REFRESH_ABSOLUTE_TTL_S.');
  for (const provider of ['Github', 'Google', 'Discord'] as const) {
    const name = `OAUTH_${provider.toUpperCase()}_CLIENT`;
    const [id, secret] = [config[`oauth${provider}ClientId`], config[`oauth${provider}ClientSecret`]];
    if (id && !secret) faults.push(`${name}_SECRET: is needed with ${name}_ID; ${provider} shows it once.`);
    if (secret && !id) faults.push(`${name}_ID: is needed with ${name}_SECRET.`);
  }
  for (const proxy of config.trustedProxies ?? [])
    if (!ipaddr.isValid(proxy) && !ipaddr.isValidCIDR(proxy))
      faults.push(
        `TRUSTED_PROXIES: ${JSON.stringify(proxy)} is not an address or a CIDR range such as 10.0.0.0/8.`,
      );
  return faults;
}

/** What the URL says and what variables say is one setting; both may say it, but the same. */
function databaseUrlFaults(config: Configuration, env: NodeJS.ProcessEnv): string[] {
  if (!config.databaseUrl || !/^postgres(ql)?:\/\//.test(config.databaseUrl)) return [];
  try {
    const { poolSize, preparedStatements } = readDatabaseUrl(config.databaseUrl);
    const faults: string[] = [];
    if (poolSize !== undefined && !env['DATABASE_POOL_SIZE']) config.databasePoolSize = poolSize;
    else if (poolSize !== undefined && poolSize !== config.databasePoolSize)
      faults.push('DATABASE_URL: connection_limit is not what DATABASE_POOL_SIZE says; keep one of them.');
    if (!preparedStatements && !env['DATABASE_PREPARED_STATEMENTS'])
      config.databasePreparedStatements = false;
    else if (!preparedStatements && config.databasePreparedStatements)
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
