import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { reasonOf } from './finding.js';

const TIMEOUT_MS = 8000;
const BODY_LIMIT_BYTES = 256 * 1024;

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Every value of each header, to notice those that are sent twice. */
  each: NodeJS.Dict<string[]>;
  body: string;
  /** When it was asked and answered, by this machine's clock. */
  askedAtMs: number;
  answeredAtMs: number;
  /** The IP address that this machine asked from. */
  from?: string;
}

export interface Question {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** The deployment as a browser meets it. A bad certificate is the certificate check's business and stops nobody else. */
export class HttpProbe {
  readonly url: URL;
  private alive?: Promise<string | undefined>;

  constructor(url: string) {
    this.url = new URL(url);
  }

  get secure(): boolean {
    return this.url.protocol === 'https:';
  }

  get port(): number {
    return Number(this.url.port || (this.secure ? 443 : 80));
  }

  get host(): string {
    return this.url.hostname.replace(/^\[|\]$/g, '');
  }

  get onThisMachine(): boolean {
    return /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(this.host);
  }

  /** @param path or a whole URL @throws Error when nobody answers in time */
  ask(path: string, { method = 'GET', headers = {}, body }: Question = {}): Promise<Answer> {
    const url = new URL(path, this.url);
    const askedAtMs = Date.now();
    const { request } = url.protocol === 'https:' ? https : http;
    const options = {
      method,
      headers,
      agent: false,
      rejectUnauthorized: false,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    };
    return new Promise((resolve, reject) => {
      const asking = request(url, options, (response) => {
        const answeredAtMs = Date.now();
        const from = response.socket.localAddress;
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.length > BODY_LIMIT_BYTES) response.destroy(new Error('the answer is too long'));
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            each: response.headersDistinct,
            body: text,
            askedAtMs,
            answeredAtMs,
            ...(from !== undefined && { from }),
          }),
        );
      });
      asking.on('error', (error) => reject(error.name === 'TimeoutError' ? new Error('no answer') : error));
      asking.end(body);
    });
  }

  /** Why the URL does not answer, or undefined when it does. Requested once and cached. */
  silence(): Promise<string | undefined> {
    return (this.alive ??= this.ask('/api/health/live').then(() => undefined, reasonOf));
  }

  /** The certificate that a browser receives, and what is wrong with it. */
  certificate(): Promise<{ validTo: Date; issuer: string; fault?: { code: string; says: string } }> {
    const name = /^[\d.]+$|:/.test(this.host) ? {} : { servername: this.host };
    return new Promise((resolve, reject) => {
      const socket = tls.connect({ host: this.host, port: this.port, ...name, rejectUnauthorized: false });
      socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('no answer')));
      socket.once('error', reject);
      socket.once('secureConnect', () => {
        const { valid_to, issuer } = socket.getPeerCertificate();
        const error = socket.authorized ? undefined : (socket.authorizationError as Error | string);
        const says = error instanceof Error ? error.message : error;
        const code = error instanceof Error ? String(Reflect.get(error, 'code') ?? '') : error;
        socket.destroy();
        const issued = [issuer?.O, issuer?.CN].flat().find((part) => typeof part === 'string');
        resolve({
          validTo: new Date(valid_to),
          issuer: issued ?? 'an unnamed issuer',
          ...(says !== undefined && { fault: { code: code ?? '', says } }),
        });
      });
    });
  }
}

/** Reads JSON from elsewhere; undefined for anything else. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
