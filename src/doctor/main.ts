/**
 * `npm run doctor`: reports what is wrong with a running deployment, and how to fix it. Exit code 1 when there are problems.
 */
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import dotenv from 'dotenv';
import { Configuration } from '../platform/config/configuration.js';
import { ConfigurationError, loadConfiguration } from '../platform/config/load-configuration.js';
import { webOrigin } from '../platform/config/origin.js';
import { variablesOf } from '../platform/config/variable.js';
import { examine } from './doctor.js';
import type { Finding } from './finding.js';
import { Deployment } from './deployment.js';
import { asJson, asText, isHealthy, withoutSecrets } from './report.js';

const HELP = `npm run doctor [-- [--url https://…] [--json]]

Looks at the configuration (environment, .env), at the stores that it names, and at the deployment from outside.
Changes nothing.

  --url URL   ask there instead of at PUBLIC_URL
  --json      the result for machines

Exit code: 0 without problems (also with warnings), 1 with problems, 2 when it was called wrongly.
`;

dotenv.config({ quiet: true });

const { url, json, help } = readArguments();
if (help) end(HELP, 0);
void diagnose().then(({ asked, findings }) => {
  const clean = withoutSecrets(findings, secretsIn(process.env));
  end(json ? asJson(asked, clean) : asText(`Ringline at ${asked}`, clean), isHealthy(clean) ? 0 : 1);
});

function readArguments(): { url?: string; json?: boolean; help?: boolean } {
  try {
    const { values } = parseArgs({
      options: { url: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
    });
    return { ...values, ...(values.url !== undefined && { url: originArgument(values.url) }) };
  } catch (error) {
    return end(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`, 2);
  }
}

function originArgument(written: string): string {
  try {
    return webOrigin(written);
  } catch (error) {
    throw new Error(`--url ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function diagnose(): Promise<{ asked: string; findings: Finding[] }> {
  let config: Configuration;
  try {
    config = loadConfiguration(process.env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const faults = error.faults.map((fault): Finding => {
      const [says, ...fix] = fault.split(/: (.*)/s);
      return { level: 'problem', subject: 'configuration', says: says!, fix: fix.join('').trim() };
    });
    const rest = 'nothing else is looked at until the configuration can be read';
    return {
      asked: url ?? process.env['PUBLIC_URL'] ?? 'PUBLIC_URL',
      findings: [...faults, { level: 'skipped', subject: 'configuration', says: rest }],
    };
  }
  const deployment = new Deployment(config, process.env, url);
  try {
    return { asked: deployment.http.url.origin, findings: await examine(deployment) };
  } finally {
    await deployment.close().catch(() => undefined);
  }
}

/** The values of secret settings and the passwords inside their URLs. */
function secretsIn(env: NodeJS.ProcessEnv): string[] {
  const values = variablesOf(Configuration)
    .filter(({ secret }) => secret)
    .flatMap(({ name }) => env[name] ?? []);
  const passwords = values.flatMap((value) => (URL.canParse(value) ? new URL(value).password : []));
  const all = [...values, ...passwords, ...passwords.map(decoded), env['PGPASSWORD'] ?? ''];
  return all.filter((secret) => secret !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whatever is still open does not keep the doctor. */
function end(text: string, code: number): never {
  process.stdout.write(text);
  process.exit(code);
}
