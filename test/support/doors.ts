/** One set of operations over two APIs. Their answers are made comparable, and none is left out. */
import { expect } from '@jest/globals';
import supertest, { type Test } from 'supertest';
import type { FieldError, Problem } from '../../src/platform/wire/problem.protocol.js';
import { answer } from './rest.js';

const USER = 'id username displayName bio avatarUrl isGuest status isOnline lastSeenAt';
const OWN_USER = `${USER} email emailVerified chosenStatus createdAt`;
const ACCOUNT = 'id username displayName email isGuest status roles createdAt lastSeenAt';
const RESET = 'firstProof removed { identities } remaining { identities { provider linkedAt lastUsedAt } }';
const SIGNED_IN = `user { ${OWN_USER} } accessToken refreshToken expiresIn`;

interface Operation {
  /** `:id` in the path is the field of that name. */
  rest: [method: 'get' | 'post', path: string];
  /** The variables of the query are the fields of the input, or one variable `input`. */
  query: string;
}

/** A mutation that takes the body of REST as `input`. */
const mutation = (name: string, type: string, selection = ''): string =>
  `mutation ($input: ${type}) { ${name}(input: $input) ${selection && `{ ${selection} }`} }`;

export const operations = {
  register: {
    rest: ['post', '/api/auth/register'],
    query: mutation('register', 'RegisterInput!', SIGNED_IN),
  },
  login: { rest: ['post', '/api/auth/login'], query: mutation('login', 'LoginInput!', SIGNED_IN) },
  guest: { rest: ['post', '/api/auth/guest'], query: mutation('guest', 'GuestInput', SIGNED_IN) },
  refresh: { rest: ['post', '/api/auth/refresh'], query: mutation('refresh', 'RefreshInput!', SIGNED_IN) },
  logout: { rest: ['post', '/api/auth/logout'], query: mutation('logout', 'LogoutInput') },
  changePassword: {
    rest: ['post', '/api/auth/password/change'],
    query: mutation('changePassword', 'ChangePasswordInput!', SIGNED_IN),
  },
  forgotPassword: {
    rest: ['post', '/api/auth/password/forgot'],
    query: mutation('forgotPassword', 'ForgotPasswordInput!'),
  },
  resetPassword: {
    rest: ['post', '/api/auth/password/reset'],
    query: mutation('resetPassword', 'ResetPasswordInput!', RESET),
  },
  createUser: {
    rest: ['post', '/api/admin/users'],
    query: mutation('createUser', 'CreateUserInput!', ACCOUNT),
  },
  unlockUser: {
    rest: ['post', '/api/admin/users/:id/unlock'],
    query: mutation('unlockUser', 'UnlockUserInput!', ACCOUNT),
  },
  me: { rest: ['get', '/api/auth/me'], query: `{ me { ${OWN_USER} } }` },
  users: {
    rest: ['get', '/api/users'],
    query: `query ($query: String, $limit: Int! = 50, $cursor: String) {
      users(query: $query, limit: $limit, cursor: $cursor) { items { ${USER} } nextCursor } }`,
  },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

/** The result of an operation: `ok` with an answer, or a code with its message. */
export interface Outcome {
  code: string;
  data?: unknown;
  message?: string;
  retryable?: boolean;
  waits?: boolean;
  errors?: FieldError[];
}

export interface Door {
  name: string;
  /** @param token the access token to send, if any */
  ask(url: string, operation: OperationName, input?: object, token?: string): Promise<Outcome>;
}

const rest: Door = {
  name: 'REST',
  async ask(url, operation, input = {}, token) {
    const [method, pattern] = operations[operation].rest;
    const { id, ...body } = input as { id?: string };
    const sent = pattern.includes(':id') ? body : input;
    const request = supertest(url)[method](pattern.replace(':id', id ?? ''));
    const { status, body: answered } = await answer<Problem>(
      signed(method === 'get' ? request.query(sent) : request.send(sent), token),
    );
    // 202 and 204 say nothing.
    if (status < 300) return { code: 'ok', data: Object.keys(answered).length === 0 ? true : answered };
    return refused(answered.detail, answered);
  },
};

interface GraphqlAnswer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: string[]; extensions: Omit<Problem, 'detail'> }[];
}

const graphql: Door = {
  name: 'GraphQL',
  async ask(url, operation, input = {}, token) {
    const { query } = operations[operation];
    const variables = query.includes('$input') ? { input } : input;
    const { status, body, headers } = await answer<GraphqlAnswer>(
      signed(supertest(url).post('/graphql').send({ query, variables }), token),
    );
    if (!body.errors) {
      expect(status).toBe(200);
      return { code: 'ok', data: body.data![operation] };
    }
    expect(body.errors).toHaveLength(1);
    const [{ message, path, extensions }] = body.errors as [NonNullable<GraphqlAnswer['errors']>[number]];
    // It either ran and failed in its field, or did not run.
    expect({ status, path, data: body.data }).toEqual(
      path ? { status: 200, path: [operation], data: { [operation]: null } } : { status: 400 },
    );
    expect(extensions.requestId).toBe((headers as Record<string, string>)['x-request-id']);
    return refused(message, extensions);
  },
};

export const doors = [rest, graphql];

function signed(request: Test, token: string | undefined): Test {
  return token === undefined ? request : request.set('authorization', `Bearer ${token}`);
}

function refused(
  message: string,
  { code, retryable, retryAfterMs, errors }: Omit<Problem, 'detail'>,
): Outcome {
  return { code, message, retryable, waits: retryAfterMs !== undefined, ...(errors && { errors }) };
}

const SHAPES: [RegExp, string][] = [
  [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, '<id>'],
  [/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, '<instant>'],
  [/^guest-[a-z0-9]{8}$/, '<guest>'],
  [/^rt_[\w-]{43}$/, '<refresh token>'],
  [/^ey[\w-]+\.[\w-]+\.[\w-]+$/, '<access token>'],
];

/** Presence arrives when it arrives. */
const PRESENCE = { status: '<status>', isOnline: '<online>', lastSeenAt: '<instant>' };

/** An answer without the values that differ between users and moments. */
export function comparable(value: unknown, names: Record<string, string>): unknown {
  if (typeof value === 'string') {
    const shape = SHAPES.find(([pattern]) => pattern.test(value))?.[1];
    return shape ?? Object.entries(names).reduce((text, [name, role]) => text.replaceAll(name, role), value);
  }
  if (Array.isArray(value)) return value.map((item) => comparable(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      (key in PRESENCE && Reflect.get(PRESENCE, key)) || comparable(inner, names),
    ]),
  );
}
