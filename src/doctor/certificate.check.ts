import { ok, problem, reasonOf, type Remark, skipped, warning } from './finding.js';
import type { Deployment } from './deployment.js';

const DAY_MS = 86_400_000;
/** Let's Encrypt's certificates are renewed a month before their end. */
const RENEWED_LONG_BEFORE_DAYS = 14;

const FIXES: Record<string, string> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'get a certificate for this name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'put the whole chain into fullchain.pem, the intermediate certificates too',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'get a real one ("Certificates" in docs/operations.md); this one is for trying out',
  SELF_SIGNED_CERT_IN_CHAIN: 'get one from an authority that browsers know',
};

export async function checkCertificate({ http, production }: Deployment): Promise<Remark[]> {
  if ((await http.silence()) !== undefined) return [];
  if (!http.secure)
    return [
      production && !http.onThisMachine
        ? problem(`${http.url.origin} is not secure`, 'ask at the https:// origin that browsers open')
        : skipped('no TLS here'),
    ];
  const { validTo, issuer, fault } = await http.certificate();
  const daysLeft = Math.floor((validTo.getTime() - Date.now()) / DAY_MS);
  if (daysLeft < 0)
    return [
      problem(
        `expired on ${validTo.toISOString().slice(0, 10)} (${issuer})`,
        'renew it, then: docker compose exec nginx nginx -s reload',
      ),
    ];
  if (fault)
    return [
      problem(
        `browsers refuse it: ${fault.says} (${issuer})`,
        FIXES[fault.code] ?? 'install one that browsers trust',
      ),
    ];
  if (daysLeft < RENEWED_LONG_BEFORE_DAYS)
    return [
      warning(
        `valid for ${daysLeft} more days: the renewal does not seem to work (${issuer})`,
        'certbot renew --dry-run says why',
      ),
    ];
  return [ok(`trusted, valid for ${daysLeft} more days (${issuer})`)];
}

/** People type a name without https://. */
export async function checkRedirect({ http, config, env }: Deployment): Promise<Remark[]> {
  if (!http.secure || (await http.silence()) !== undefined) return [];
  if (http.port !== 443 && !env['HTTP_PORT']) return [];
  const port = Number(env['HTTP_PORT'] ?? 80);
  const { hostname } = http.url;
  const answer = await http
    .ask(`http://${hostname}:${port}/some/page?q=1`)
    .catch((error: unknown) => reasonOf(error));
  const fix = `let the proxy redirect port ${port} to ${config.server.publicUrl}, as nginx/ does`;
  if (typeof answer === 'string')
    return [warning(`nobody answers at http://${hostname}:${port} (${answer})`, fix)];
  const { location } = answer.headers;
  const target = location !== undefined && URL.canParse(location) ? new URL(location).origin : undefined;
  if (answer.status >= 300 && answer.status < 400 && target === config.server.publicUrl)
    return [ok(`http:// leads to ${config.server.publicUrl}`)];
  return [
    problem(
      `http://${hostname}:${port} answers ${answer.status}${location ? ` and leads to ${new URL(location, http.url).origin}` : ' without TLS'}`,
      fix,
    ),
  ];
}
