import { ok, problem, type Remark, warning } from './finding.js';
import { readJson } from './http-probe.js';
import type { Deployment } from './deployment.js';

/** Whether PUBLIC_URL answers, and whether the answer comes from a working Ringline. */
export async function checkHealth({ http, config }: Deployment): Promise<Remark[]> {
  const silence = await http.silence();
  if (silence !== undefined)
    return [
      problem(
        `not running, or not reachable: ${http.url.origin} does not answer (${silence})`,
        config.stores.embedded
          ? 'start it with npm start, or say where it is with --url'
          : 'start the servers and the proxy; if this machine cannot reach PUBLIC_URL, say where to ask with --url',
      ),
    ];
  const live = await http.ask('/api/health/live');
  if (live.status !== 200)
    return [
      problem(
        `${http.url.origin} answers ${live.status} where a Ringline says 200`,
        'let the proxy pass everything on to the servers, and look whether they run',
      ),
    ];
  const ready = await http.ask('/api/health/ready');
  const parts = readJson(ready.body) as Record<string, string> | undefined;
  if (ready.status !== 200)
    return [
      problem(
        `not ready (${ready.status}): ${['status', 'database', 'redis'].map((part) => `${part} ${parts?.[part] ?? '?'}`).join(', ')}`,
        parts?.['status'] === 'draining' ? 'it is stopping; ask again' : 'look at the part that is down',
      ),
    ];
  return [ok(`${http.url.origin} is ready (database ${parts?.['database']}, Redis ${parts?.['redis']})`)];
}

const HEADERS: [name: string, means: RegExp][] = [
  ['content-security-policy', /frame-ancestors 'none'/],
  ['x-content-type-options', /^nosniff$/],
  ['referrer-policy', /no-referrer/],
];

/** The server sends them; proxies drop or double them. */
export async function checkHeaders({ http, config }: Deployment): Promise<Remark[]> {
  if ((await http.silence()) !== undefined) return [];
  const [{ each }, personal] = await Promise.all([http.ask('/api/health/live'), http.ask('/api/auth/csrf')]);
  const wanted = config.server.publicUrl.startsWith('https://')
    ? [...HEADERS, ['strict-transport-security', /max-age=[1-9]/] as const]
    : HEADERS;
  const missing = wanted.filter(([name, means]) => !means.test(each[name]?.[0] ?? '')).map(([name]) => name);
  const doubled = wanted.filter(([name]) => (each[name]?.length ?? 0) > 1).map(([name]) => name);
  const found: Remark[] = [];
  if (missing.length > 0)
    found.push(
      warning(
        `security headers are missing or changed: ${missing.join(', ')}`,
        "let the proxy pass the server's headers unchanged",
      ),
    );
  if (doubled.length > 0)
    found.push(
      warning(
        `security headers come twice: ${doubled.join(', ')}`,
        'leave them to the server: take them out of the proxy',
      ),
    );
  if (personal.status === 200 && !/no-store/.test(personal.headers['cache-control'] ?? ''))
    found.push(
      problem(
        'answers that are meant for one person may be cached: Cache-Control: no-store does not arrive',
        'let the proxy cache nothing under /api/ and pass Cache-Control on unchanged',
      ),
    );
  return found.length > 0 ? found : [ok('arrive once and unchanged')];
}

/** Cookie mode needs cookies that arrive as the server sets them: over TLS only, of this host only. */
export async function checkCookies({ http, config }: Deployment): Promise<Remark[]> {
  if ((await http.silence()) !== undefined) return [];
  const answers = await Promise.all(['/', '/api/auth/csrf'].map((path) => http.ask(path)));
  const cookies = answers.flatMap(({ headers }) => headers['set-cookie'] ?? []);
  const fix = 'let the proxy pass cookies unchanged; the only one of its own is ringline_route, as in nginx/';
  const faults = cookies.flatMap((cookie) => {
    const fault = cookieFault(cookie, config.server.publicUrl.startsWith('https://'));
    return fault === undefined ? [] : [`${cookie.split('=', 1)[0]} ${fault}`];
  });
  if (faults.length > 0) return [problem(`not as they should be: ${[...new Set(faults)].join(', ')}`, fix)];
  if (!cookies.some((cookie) => cookie.startsWith('__Host-')))
    return [problem('the cookie of GET /api/auth/csrf does not arrive: cookie mode cannot work', fix)];
  return [ok('arrive as they are set')];
}

function cookieFault(cookie: string, secure: boolean): string | undefined {
  const has = (attribute: string) => new RegExp(`;\\s*${attribute}\\s*(?:[;=]|$)`, 'i').test(cookie);
  if (
    cookie.startsWith('__Host-') &&
    (!has('Secure') || has('Domain') || !/;\s*Path=\/\s*(?:;|$)/i.test(cookie))
  )
    return 'breaks the rules of its prefix, so browsers drop it';
  if (secure && !has('Secure')) return 'is not Secure';
  return has('SameSite') ? undefined : 'has no SameSite';
}

/** Numbers about a deployment are nobody else's business. */
export async function checkMetrics({ http, production, config }: Deployment): Promise<Remark[]> {
  if (!production || (await http.silence()) !== undefined) return [];
  const { status, body } = await http.ask('/metrics');
  if (status !== 200 || !body.includes('process_cpu_seconds_total'))
    return [ok('/metrics is closed to the outside')];
  return [
    problem(
      '/metrics can be read by anybody',
      config.observability.metricsToken
        ? 'restart the instances: METRICS_TOKEN is set here, not there'
        : 'answer 404 for it in the proxy, as nginx/ does, or set METRICS_TOKEN',
    ),
  ];
}
