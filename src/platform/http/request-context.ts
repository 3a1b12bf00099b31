import { AsyncLocalStorage } from 'node:async_hooks';

/** Facts of the request that is being answered, for records that services write without knowing the door. */
export interface RequestContext {
  requestId: string;
  ip: string;
  userAgent: string | null;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Everything that `work` starts, now or later, belongs to the request. */
export function withinRequest<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Undefined outside of requests, as in timers and boot. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}
