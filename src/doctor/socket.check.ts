import { ok, problem, type Remark, warning } from './finding.js';
import type { Deployment } from './deployment.js';
import { type Handshake, overPolling, overWebSocket } from './socket-handshake.js';

/** One after the other, so that taking turns cannot look like staying. */
const POLLING_CLIENTS = 3;
const STRANGER = 'https://evil.example';

/** WebSocket and long polling from end to end; without a token, so that nobody is signed in for it. */
export async function checkWebSocket({ http, config }: Deployment): Promise<Remark[]> {
  if ((await http.silence()) !== undefined) return [];
  const [ours, strangers] = await Promise.all([
    overWebSocket(http, config.server.publicUrl),
    overWebSocket(http, STRANGER),
  ]);
  const found = [reachable(ours, 'WebSocket')];
  if (strangers.reached)
    found.push(
      problem(
        `a page of ${STRANGER} may open sockets`,
        'let the proxy pass the Origin header on unchanged; the server checks it against ALLOWED_ORIGINS',
      ),
    );
  return found;
}

export async function checkPolling({ http, config }: Deployment): Promise<Remark[]> {
  if ((await http.silence()) !== undefined) return [];
  const headers = { origin: config.server.publicUrl };
  let worst = await overPolling(http, headers);
  for (let i = 1; i < POLLING_CLIENTS && worst.reached; i += 1) worst = await overPolling(http, headers);
  return [reachable(worst, 'long polling')];
}

const PASS_ON: Record<string, string> = {
  WebSocket:
    'let the proxy speak HTTP/1.1 to the servers and pass Upgrade and Connection on for /socket.io/, as nginx/ does',
  'long polling': 'let the proxy pass /socket.io/ on, POST included, without buffering',
};

function reachable(handshake: Handshake, way: keyof typeof PASS_ON): Remark {
  if (!handshake.reached)
    return problem(`${way} does not get through: ${handshake.says}`, fixOf(handshake.says) ?? PASS_ON[way]!);
  const { code } = handshake;
  if (code === 'token_missing' || code === 'rate_limited') return ok(`${way} reaches the server`);
  return warning(`${way} reaches the server, which says ${code}`, 'look at the database and Redis checks');
}

function fixOf(says: string): string | undefined {
  if (/Session ID unknown/i.test(says))
    return 'let the proxy send a client to the same instance every time, as nginx/ does with ringline_route';
  if (says.includes('origin_not_allowed'))
    return 'add PUBLIC_URL to ALLOWED_ORIGINS and restart the instances';
  return undefined;
}
