import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RequestContext } from './request-context.js';

const facts = (requestId: string): RequestContext => ({ requestId, ip: '192.0.2.1', userAgent: null });

function response(): ServerResponse {
  return new EventEmitter() as unknown as ServerResponse;
}

describe('the facts of a request', () => {
  let withinRequest: typeof import('./request-context.js').withinRequest;
  let currentRequest: typeof import('./request-context.js').currentRequest;

  beforeEach(async () => {
    jest.useFakeTimers();
    jest.resetModules();
    ({ withinRequest, currentRequest } = await import('./request-context.js'));
  });
  afterEach(() => void jest.useRealTimers());

  it('are known to everything that it starts, each request its own', async () => {
    const [one, two] = [response(), response()];
    const idOf = async () => {
      await Promise.resolve();
      return currentRequest()?.requestId;
    };
    const ids = [withinRequest(facts('1'), one, idOf), withinRequest(facts('2'), two, idOf)];
    expect(await Promise.all(ids)).toEqual(['1', '2']);
    expect(currentRequest()).toBeUndefined();
  });

  it('outlive its answer for a moment, also while others are answered, and are there for later ones', async () => {
    const [first, second] = [response(), response()];
    const late = withinRequest(facts('1'), first, async () => {
      await Promise.resolve();
      first.emit('close');
      await Promise.resolve();
      return currentRequest()?.requestId;
    });
    expect(await late).toBe('1');
    withinRequest(facts('2'), second, () => undefined);
    jest.advanceTimersByTime(60_000);
    expect(withinRequest(facts('3'), response(), () => currentRequest()?.requestId)).toBe('3');
    second.emit('close');
  });

  it('are dropped when no request is left', () => {
    const one = response();
    withinRequest(facts('1'), one, () => {
      one.emit('close');
      expect(currentRequest()?.requestId).toBe('1');
      jest.advanceTimersByTime(60_000);
      expect(currentRequest()).toBeUndefined();
    });
    expect(withinRequest(facts('2'), response(), () => currentRequest()?.requestId)).toBe('2');
  });
});
