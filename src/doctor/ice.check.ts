import type { Configuration } from '../platform/config/configuration.js';
import { iceServersFor } from '../signaling/ice-credentials.js';
import { ok, problem, reasonOf, type Remark, warning } from './finding.js';
import { isPublic } from './network.policy.js';
import type { Deployment } from './deployment.js';
import { readStunUrl, type StunServer } from './stun-link.js';
import { type Allocation, askBinding, tryAllocation, type TurnCredentials } from './turn-allocation.js';

const FIREWALL = 'start it, and open its port (UDP and TCP) in every firewall in between';

/** Every STUN and TURN server that browsers receive, with the credentials that they get. */
export async function checkIceServers({ config }: Deployment): Promise<Remark[]> {
  const { iceServers } = iceServersFor(config, 'doctor');
  const servers = iceServers.flatMap(({ urls, username, credential }) =>
    urls.map((url) => ({ url, credentials: { username: username ?? '', credential: credential ?? '' } })),
  );
  const remarks = await Promise.all(
    servers.map(async ({ url, credentials }) => {
      const server = readStunUrl(url);
      if (!server) return [problem(`${url} cannot be read`, 'write it as turn:host:3478?transport=udp')];
      return server.kind === 'turn'
        ? await turn(server, credentials)
        : [await stun(server, !isOurs(server, config))];
    }),
  );
  return [...remarks.flat(), ...choice(config)];
}

async function stun(server: StunServer, foreign: boolean): Promise<Remark> {
  try {
    await askBinding(server);
    return ok(`${server.url} answers`);
  } catch (error) {
    const says = `${server.url} does not answer: ${reasonOf(error)}`;
    return foreign
      ? warning(says, 'let STUN_URLS name your own TURN server, which does it too, or nobody')
      : problem(says, FIREWALL);
  }
}

async function turn(server: StunServer, credentials: TurnCredentials): Promise<Remark[]> {
  try {
    return judge(server, await tryAllocation(server, credentials));
  } catch (error) {
    const reason = reasonOf(error);
    const fix = /certificate/i.test(reason) ? 'give it a certificate that browsers trust' : FIREWALL;
    return [problem(`${server.url} cannot be used: ${reason}`, fix)];
  }
}

function judge({ url }: StunServer, allocation: Allocation): Remark[] {
  if (allocation.outcome === 'open_to_everybody')
    return [problem(`${url} relays for anyone`, 'use-auth-secret in its configuration, as in docker/coturn')];
  if (allocation.outcome === 'refused') {
    const says = `${url} refuses our credentials: ${allocation.code} ${allocation.reason}`.trim();
    return [
      allocation.code === 401
        ? problem(
            says,
            "set TURN_SECRET to coturn's static-auth-secret, on every instance; or the clocks differ by more than TURN_TTL_S",
          )
        : problem(says, 'look at the log of the TURN server (486: quota; 437, 508: it has no ports left)'),
    ];
  }
  const found: Remark[] = [];
  if (isPublic(allocation.server) && !isPublic(allocation.relayed))
    found.push(
      problem(
        `${url} relays from ${allocation.relayed}, which cannot be reached from outside`,
        'set COTURN_EXTERNAL_IP to its public address',
      ),
    );
  if (allocation.reaches.length > 0)
    found.push(
      warning(
        `${url} relays into private networks (${allocation.reaches.join(', ')})`,
        'deny those ranges (denied-peer-ip in docker/coturn/turnserver.conf), unless users share them',
      ),
    );
  return found.length > 0 ? found : [ok(`${url} allocates a relay, and none into private networks`)];
}

function choice(config: Configuration): Remark[] {
  const { stunUrls, turnUrls } = config.calls;
  if (turnUrls.length === 0)
    return [
      warning(
        `no TURN server: ${stunUrls.length === 0 ? 'only calls within one network connect' : 'calls fail between people behind strict routers, about one in ten'}`,
        'run coturn (docker-compose.yml has one) and set TURN_URLS and TURN_SECRET',
      ),
    ];
  const foreign = stunUrls.filter((url) => !isOurs(readStunUrl(url), config));
  if (foreign.length === 0 || foreign.length < stunUrls.length) return [];
  return [
    warning(
      `STUN is asked of others only (${foreign.join(', ')}): they learn who calls, and may stop`,
      'your TURN server does it, too: set STUN_URLS to stun:<its host>:3478',
    ),
  ];
}

/** On a host that is ours by the configuration. */
function isOurs(
  server: StunServer | undefined,
  { server: { publicUrl }, calls: { turnUrls } }: Configuration,
): boolean {
  const ours = [new URL(publicUrl).hostname, ...turnUrls.map((url) => readStunUrl(url)?.host)];
  return ours.includes(server?.host);
}
