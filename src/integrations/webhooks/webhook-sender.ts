import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { Configuration } from '../../platform/config/configuration.js';
import { isPublicIp } from '../../platform/access/client-ip.js';
import { hostOf } from './webhook.policy.js';

/** For all of it: name, connection, request, answer. */
export const TIMEOUT_MS = 10_000;
/** More of an answer is not read. */
const ANSWER_MAX_BYTES = 64 * 1024;
const CONNECTIONS_PER_HOST = 10;

export interface Answer {
  status: number;
  /** As the receiver wrote it. */
  retryAfter?: string;
}

class IpRefused extends Error {
  readonly code = 'IP_REFUSED';
}

/** Node's error codes for a connection that the peer has closed. */
const CLOSED = ['ECONNRESET', 'EPIPE'];

/** By the codes of Node; anything else is `connection_failed`. */
const FAILURES: Record<string, string> = {
  IP_REFUSED: 'address_refused',
  ENOTFOUND: 'name_not_found',
  EAI_AGAIN: 'name_not_found',
  ECONNREFUSED: 'connection_refused',
  ABORT_ERR: 'timeout',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate_refused',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate_refused',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate_refused',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate_refused',
  CERT_HAS_EXPIRED: 'certificate_refused',
};

/**
 * One POST to a third party's URL. The IP address is checked in the very look-up that the connection uses, so a name that
 * resolves differently the second time (DNS rebinding) does no harm; redirects are treated as answers and not followed.
 */
@Injectable()
export class WebhookSender implements OnModuleDestroy {
  private readonly agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS_PER_HOST }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: CONNECTIONS_PER_HOST }),
  };

  constructor(private readonly config: Configuration) {}

  onModuleDestroy(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  /** @returns the answer, or why there was none */
  send(href: string, headers: Record<string, string>, body: string): Promise<Answer | string> {
    const url = new URL(href);
    const isTrusted = this.config.webhooks.allowPrivate;
    const protocol = url.protocol as keyof typeof this.agents;
    if (!(protocol in this.agents) || (protocol === 'http:' && !isTrusted))
      return Promise.resolve('address_refused');
    // A literal IP address is connected to without a look-up.
    if (!isTrusted && ipaddr.isValid(hostOf(url)) && !isPublicIp(hostOf(url)))
      return Promise.resolve('address_refused');
    const options = {
      method: 'POST',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(!isTrusted && { lookup: publicOnly }),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Ringline-Webhooks/1',
        ...headers,
      },
    };
    return this.post(url, { ...options, agent: this.agents[protocol] }, body);
  }

  private post(url: URL, options: http.RequestOptions, body: string): Promise<Answer | string> {
    return new Promise((resolve) => {
      const request = (url.protocol === 'http:' ? http : https).request(url, options);
      let isAnswered = false;
      const fail = (error: Error & { code?: string }) => {
        // The receiver closed the connection that was kept, as it may at any time (RFC 9112, section 9.3.1).
        if (request.reusedSocket && !isAnswered && CLOSED.includes(error.code ?? ''))
          return resolve(this.post(url, { ...options, agent: false }, body));
        resolve(FAILURES[error.code ?? ''] ?? 'connection_failed');
      };
      request.on('error', fail);
      request.on('response', (answer) => {
        isAnswered = true;
        resolve({ status: answer.statusCode!, retryAfter: answer.headers['retry-after'] });
        let size = 0;
        // Read on, so that the connection can be used again.
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > ANSWER_MAX_BYTES) answer.destroy();
        });
        answer.on('error', fail);
      });
      request.end(body);
    });
  }
}

/** As `dns.lookup`, without the IP addresses that are not of the open internet. */
const publicOnly: LookupFunction = (hostname, options, done) => {
  dns.lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '');
    const allowed = found.filter(({ address }) => isPublicIp(address));
    const [first] = allowed;
    if (!first) return done(new IpRefused(`${hostname} is not of the open internet`), '');
    if (options.all) done(null, allowed);
    else done(null, first.address, first.family);
  });
};
