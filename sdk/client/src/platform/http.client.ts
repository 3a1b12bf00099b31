import type { Problem } from '../protocol.js';
import { MAX_BODY_BYTES } from '../../../../src/platform/wire/wire-limits.protocol.js';
import { RinglineError, tooLarge } from './ringline.error.js';
import { utf8Bytes } from './text-length.js';

const TIMEOUT_MS = 15_000;
/** Files go out slowly from phones. */
const UPLOAD_TIMEOUT_MS = 180_000;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpRequest {
  /** Sent as JSON. */
  body?: unknown;
  /** A file to upload, in the form field `file`. */
  file?: Blob;
  accessToken?: string;
  headers?: Record<string, string>;
  /** Lets the request outlive the page. */
  keepalive?: boolean;
}

/** JSON over fetch; every failure is a `RinglineError`. */
export class HttpClient {
  /** @param credentials whether cookies go to other origins, too */
  constructor(
    private readonly baseUrl: string,
    private readonly credentials: RequestCredentials = 'same-origin',
  ) {}

  /** Resolves a path from the server to a URL. */
  urlOf(path: string): string {
    return this.baseUrl + path;
  }

  async send<T>(method: Method, path: string, request: HttpRequest = {}): Promise<T> {
    const response = await this.#fetch(method, path, request);
    if (!response.ok) throw await refused(response);
    return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
  }

  async #fetch(method: Method, path: string, request: HttpRequest): Promise<Response> {
    const headers: Record<string, string> = { accept: 'application/json', ...request.headers };
    if (request.body !== undefined) headers['content-type'] = 'application/json';
    if (request.accessToken) headers['authorization'] = `Bearer ${request.accessToken}`;
    const body = bodyOf(request);
    if (typeof body === 'string' && utf8Bytes(body) > MAX_BODY_BYTES) throw tooLarge();
    try {
      return await fetch(this.urlOf(path), {
        method,
        headers,
        body,
        keepalive: request.keepalive ?? false,
        credentials: this.credentials,
        signal: AbortSignal.timeout(request.file ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS),
      });
    } catch (cause) {
      const message = 'The server cannot be reached.';
      throw new RinglineError({ code: 'network_unreachable', message, retryable: true }, { cause });
    }
  }
}

function bodyOf({ body, file }: HttpRequest): string | FormData | undefined {
  if (!file) return body === undefined ? undefined : JSON.stringify(body);
  const form = new FormData();
  form.set('file', file);
  return form;
}

/** A proxy in between may answer something that is no problem document. */
async function refused(response: Response): Promise<RinglineError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const retryAfterS = Number(response.headers.get('retry-after'));
  return new RinglineError({
    code: problem.code ?? `http_${response.status}`,
    message: problem.detail ?? problem.title ?? `The server answered ${response.status}.`,
    retryable: problem.retryable ?? [408, 429, 502, 503, 504].includes(response.status),
    retryAfterMs: problem.retryAfterMs ?? (retryAfterS > 0 ? retryAfterS * 1000 : undefined),
    errors: problem.errors,
  });
}
