import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';

/** Facts of the request that is being answered, for records that services write without knowing the transport. */
export interface RequestContext {
  requestId: string;
  ip: string;
  userAgent: string | null;
}

/** For work that a request started and did not wait for. */
const LINGER_MS = 1000;

const storage = new AsyncLocalStorage<RequestContext>();
let answering = 0;
let lingering: NodeJS.Timeout | undefined;

/**
 * Everything that `work` starts belongs to the request. Before Node 24 this is a hook on every promise of the process, a tenth
 * of the cost of a message over a socket: it is in place while requests are answered.
 */
export function withinRequest<T>(context: RequestContext, response: ServerResponse, work: () => T): T {
  clearTimeout(lingering);
  answering += 1;
  response.once('close', () => {
    answering -= 1;
    if (answering === 0) lingering = setTimeout(() => storage.disable(), LINGER_MS).unref();
  });
  return storage.run(context, work);
}

/** Undefined outside of requests, as in timers and boot. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}
