import type { Response, Test } from 'supertest';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';

/** An answer over REST; supertest's own leaves the body without a type. */
export type Answer<T> = Omit<Response, 'body'> & { body: T };

export async function answer<T>(request: Test): Promise<Answer<T>> {
  return await request;
}

/** The problem document of a request that is to be refused with that status. */
export async function refusal(request: Test, status: number): Promise<Problem> {
  return (await answer<Problem>(request.expect(status))).body;
}
