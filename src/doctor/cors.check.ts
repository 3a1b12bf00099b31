import { ok, problem, type Remark } from './finding.js';
import type { Answer } from './http-probe.js';
import type { Deployment } from './deployment.js';

const STRANGERS = ['https://evil.example', 'null'];
const ENOUGH = 5;

/** Which pages may use the API: those that are listed, and nobody else, whatever a proxy adds. */
export async function checkCors({ http, config }: Deployment): Promise<Remark[]> {
  if ((await http.silence()) !== undefined) return [];
  const preflight = (origin: string) =>
    http.ask('/api/auth/login', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
  const simple = (origin: string) => http.ask('/api/auth/session', { headers: { origin } });

  const found: Remark[] = [];
  for (const origin of config.server.allowedOrigins.slice(0, ENOUGH)) {
    const answers = await Promise.all([preflight(origin), simple(origin)]);
    const refused = answers.map((answer) => refusal(answer, origin)).find((says) => says !== undefined);
    if (refused !== undefined)
      found.push(
        problem(
          `a page of ${origin} cannot use the API: ${refused}`,
          'let the proxy pass OPTIONS on and add no CORS headers of its own; restart instances after changing ALLOWED_ORIGINS',
        ),
      );
  }
  for (const origin of STRANGERS) {
    const answers = await Promise.all([preflight(origin), simple(origin)]);
    if (
      answers.some(({ each }) =>
        each['access-control-allow-origin']?.some((is) => is === origin || is === '*'),
      )
    )
      found.push(
        problem(
          `any page may use the API: it answers ${origin} with Access-Control-Allow-Origin`,
          'take the CORS headers out of the proxy; the server lists ALLOWED_ORIGINS',
        ),
      );
  }
  return found.length > 0 ? found : [ok('listed pages may use the API, others may not')];
}

function refusal({ status, each }: Answer, origin: string): string | undefined {
  const allowed = each['access-control-allow-origin'] ?? [];
  if (status >= 500) return `it answers ${status}`;
  if (allowed.length > 1) return 'Access-Control-Allow-Origin comes twice';
  if (allowed[0] !== origin)
    return `Access-Control-Allow-Origin is ${allowed[0] === undefined ? 'missing' : allowed[0]}`;
  if (each['access-control-allow-credentials']?.[0] !== 'true')
    return 'Access-Control-Allow-Credentials is missing';
  return undefined;
}
