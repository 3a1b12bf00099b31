/**
 * Every story runs through REST and through GraphQL: the answers must be the same, and so must be the resulting sessions,
 * tokens and sockets of the users in it.
 */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { SessionInfo, SignedIn } from '../../src/sessions/sessions.protocol.js';
import type { Page, Problem } from '../../src/platform/wire/problem.protocol.js';
import { aGuest, Device, PASSWORD, type Refused } from '../support/client.js';
import { comparable, type Door, doors, type OperationName, type Outcome } from '../support/doors.js';
import { instanceUrl } from '../support/instances.js';
import { Mailbox, tokenIn } from '../support/mail.js';
import { answer } from '../support/rest.js';
import { grant } from '../support/roles.js';

const NEXT = 'another-horse-another-battery';
const UNKNOWN_REFRESH_TOKEN = `rt_${'A'.repeat(43)}`;

/** The people of a story: Ana, who has an e-mail address, at her laptop; her phone; both connected. */
interface Scene {
  ana: Device;
  phone: Device;
  /** A name that nobody has. */
  free: string;
  /** A visitor without an account, connected. */
  guest(): Promise<Device>;
  /** A user with a role. */
  admin(role: string): Promise<Device>;
  /** The token of a mail that Ana asks for because she forgot her password. */
  link(): Promise<string>;
  ask(operation: OperationName, input?: object, as?: Device | string): Promise<Outcome>;
}

interface Story {
  run: (scene: Scene) => Promise<Outcome>;
  /** The code of its last answer. */
  code: string;
  /** The refused fields. */
  fields?: string[];
  /** Whose sessions are over afterwards. */
  ends?: ('ana' | 'phone' | 'guest')[];
}

const named = (username: string) => ({ username, email: `${username}@example.org` });
const newPassword = (newPassword: string, currentPassword = PASSWORD) => ({ currentPassword, newPassword });

const stories: Record<string, Record<string, Story>> = {
  register: {
    'a new account': {
      run: ({ ask, free }) =>
        ask('register', { username: free, email: `${free}@example.org`, password: PASSWORD }),
      code: 'ok',
    },
    'an account without an e-mail address': {
      run: ({ ask, free }) => ask('register', { username: free, email: null, password: PASSWORD }),
      code: 'ok',
    },
    'a second account, signed in with the first': {
      run: ({ ask, free, ana }) => ask('register', { username: free, password: PASSWORD }, ana),
      code: 'ok',
    },
    'a taken name, in capitals': {
      run: ({ ask, ana }) =>
        ask('register', { username: ana.user.username.toUpperCase(), password: PASSWORD }),
      code: 'username_taken',
      fields: ['username'],
    },
    'a taken e-mail address': {
      run: ({ ask, ana, free }) =>
        ask('register', { username: free, email: ana.user.email, password: PASSWORD }),
      code: 'email_taken',
      fields: ['email'],
    },
    'a reserved name and half an e-mail address': {
      run: ({ ask }) => ask('register', { username: 'admin', email: 'ana@', password: PASSWORD }),
      code: 'validation_failed',
      fields: ['email', 'username'],
    },
    'a common password': {
      run: ({ ask, free }) => ask('register', { username: free, password: 'password1' }),
      code: 'weak_password',
      fields: ['password'],
    },
    'the name as password': {
      run: ({ ask, free }) => ask('register', { username: free, password: `${free}1` }),
      code: 'weak_password',
      fields: ['password'],
    },
    'an endless password': {
      run: ({ ask, free }) => ask('register', { username: free, password: 'x1'.repeat(65) }),
      code: 'password_too_long',
      fields: ['password'],
    },
    'half an emoji as password': {
      run: ({ ask, free }) => ask('register', { username: free, password: 'seven otters \ud83e' }),
      code: 'validation_failed',
      fields: ['password'],
    },
    nothing: {
      run: ({ ask }) => ask('register', {}),
      code: 'validation_failed',
      fields: ['password', 'username'],
    },
    'unknown fields': {
      run: ({ ask, free }) =>
        ask('register', { username: free, password: PASSWORD, roles: ['admin'], isAdmin: true }),
      code: 'validation_failed',
      fields: ['isAdmin', 'roles'],
    },
    'a field that every object has': {
      run: ({ ask, free }) => ask('register', { username: free, password: PASSWORD, toString: 1 }),
      code: 'validation_failed',
      fields: ['toString'],
    },
    'wrong types': {
      run: ({ ask }) => ask('register', { username: ['ana'], email: { $ne: '' }, password: 5 }),
      code: 'validation_failed',
      fields: ['email', 'password', 'username'],
    },
  },

  login: {
    'by name, in capitals': {
      run: ({ ask, ana }) => ask('login', { login: ana.user.username.toUpperCase(), password: PASSWORD }),
      code: 'ok',
    },
    'by e-mail address': {
      run: ({ ask, ana }) => ask('login', { login: ana.user.email, password: PASSWORD }),
      code: 'ok',
    },
    'with the token of another session': {
      run: ({ ask, ana }) => ask('login', { login: ana.user.username, password: PASSWORD }, ana),
      code: 'ok',
    },
    'for a day': {
      run: ({ ask, ana }) => ask('login', { login: ana.user.username, password: PASSWORD, remember: false }),
      code: 'ok',
    },
    'for some time': {
      run: ({ ask, ana }) =>
        ask('login', { login: ana.user.username, password: PASSWORD, remember: 'some time' }),
      code: 'validation_failed',
      fields: ['remember'],
    },
    'with a wrong password': {
      run: ({ ask, ana }) => ask('login', { login: ana.user.username, password: `${PASSWORD} ` }),
      code: 'invalid_credentials',
    },
    'as nobody': {
      run: ({ ask, free }) => ask('login', { login: free, password: PASSWORD }),
      code: 'invalid_credentials',
    },
    'as a guest': {
      run: async ({ ask, guest }) =>
        ask('login', { login: (await guest()).user.username, password: PASSWORD }),
      code: 'invalid_credentials',
    },
    'with nothing': {
      run: ({ ask }) => ask('login', { login: '', password: '' }),
      code: 'validation_failed',
      fields: ['login', 'password'],
    },
    'with a condition of a document database': {
      run: ({ ask, ana }) => ask('login', { login: ana.user.username, password: { $ne: null } }),
      code: 'validation_failed',
      fields: ['password'],
    },
    'with an endless password': {
      run: ({ ask, ana }) => ask('login', { login: ana.user.username, password: 'x'.repeat(60_000) }),
      code: 'validation_failed',
      fields: ['password'],
    },
  },

  guest: {
    'with a name': { run: ({ ask }) => ask('guest', { displayName: 'Eve' }), code: 'ok' },
    'without a name': { run: ({ ask }) => ask('guest', { displayName: null }), code: 'ok' },
    'with nothing': { run: ({ ask }) => ask('guest'), code: 'ok' },
    'with an invisible name': {
      run: ({ ask }) => ask('guest', { displayName: '\u200b' }),
      code: 'validation_failed',
      fields: ['displayName'],
    },
  },

  refresh: {
    once: {
      run: ({ ask, ana }) => ask('refresh', { refreshToken: ana.refreshToken }),
      code: 'ok',
    },
    'a guest': {
      run: async ({ ask, guest }) => ask('refresh', { refreshToken: (await guest()).refreshToken }),
      code: 'ok',
    },
    'a token that was used before': {
      run: async ({ ask, ana }) => {
        expect(await ask('refresh', { refreshToken: ana.refreshToken })).toMatchObject({ code: 'ok' });
        return ask('refresh', { refreshToken: ana.refreshToken });
      },
      code: 'refresh_token_reused',
      ends: ['ana'],
    },
    'a token that nobody got': {
      run: ({ ask }) => ask('refresh', { refreshToken: UNKNOWN_REFRESH_TOKEN }),
      code: 'refresh_token_invalid',
    },
    'an access token': {
      run: ({ ask, ana }) => ask('refresh', { refreshToken: ana.accessToken.slice(0, 256) }),
      code: 'refresh_token_invalid',
    },
    'after signing out': {
      run: async ({ ask, ana }) => {
        await ask('logout', {}, ana);
        return ask('refresh', { refreshToken: ana.refreshToken });
      },
      code: 'session_revoked',
      ends: ['ana'],
    },
    nothing: {
      run: ({ ask }) => ask('refresh', {}),
      code: 'validation_failed',
      fields: ['refreshToken'],
    },
    'with a list': {
      run: ({ ask, ana }) => ask('refresh', { refreshToken: [ana.refreshToken] }),
      code: 'validation_failed',
      fields: ['refreshToken'],
    },
  },

  logout: {
    'by the access token': { run: ({ ask, ana }) => ask('logout', {}, ana), code: 'ok', ends: ['ana'] },
    'by the refresh token': {
      run: ({ ask, phone }) => ask('logout', { refreshToken: phone.refreshToken }),
      code: 'ok',
      ends: ['phone'],
    },
    'by the tokens of two sessions': {
      run: ({ ask, ana, phone }) => ask('logout', { refreshToken: phone.refreshToken }, ana),
      code: 'ok',
      ends: ['ana', 'phone'],
    },
    twice: {
      run: async ({ ask, ana }) => {
        await ask('logout', {}, ana);
        return ask('logout', {}, ana);
      },
      code: 'ok',
      ends: ['ana'],
    },
    'as a guest': {
      run: async ({ ask, guest }) => ask('logout', {}, await guest()),
      code: 'ok',
      ends: ['guest'],
    },
    'of nobody': { run: ({ ask }) => ask('logout'), code: 'ok' },
    'with nonsense': {
      run: ({ ask }) => ask('logout', { refreshToken: UNKNOWN_REFRESH_TOKEN }, 'nonsense'),
      code: 'ok',
    },
    'with a number': {
      run: ({ ask, ana }) => ask('logout', { refreshToken: 5 }, ana),
      code: 'validation_failed',
      fields: ['refreshToken'],
    },
  },

  me: {
    'signed in': { run: ({ ask, ana }) => ask('me', {}, ana), code: 'ok' },
    'as a guest': { run: async ({ ask, guest }) => ask('me', {}, await guest()), code: 'ok' },
    'without a token': { run: ({ ask }) => ask('me'), code: 'token_missing' },
    'with nonsense': { run: ({ ask }) => ask('me', {}, 'nonsense'), code: 'token_invalid' },
    'with a refresh token': {
      run: ({ ask, ana }) => ask('me', {}, ana.refreshToken),
      code: 'token_invalid',
    },
    'after signing out': {
      run: async ({ ask, ana }) => {
        await ask('logout', {}, ana);
        return ask('me', {}, ana);
      },
      code: 'session_revoked',
      ends: ['ana'],
    },
  },

  changePassword: {
    'with the right one': {
      run: ({ ask, ana }) => ask('changePassword', newPassword(NEXT), ana),
      code: 'ok',
      ends: ['ana', 'phone'],
    },
    'and sign in with the old one': {
      run: async ({ ask, ana }) => {
        await ask('changePassword', newPassword(NEXT), ana);
        return ask('login', { login: ana.user.username, password: PASSWORD });
      },
      code: 'invalid_credentials',
      ends: ['ana', 'phone'],
    },
    'and sign in with the new one': {
      run: async ({ ask, ana }) => {
        await ask('changePassword', newPassword(NEXT), ana);
        return ask('login', { login: ana.user.username, password: NEXT });
      },
      code: 'ok',
      ends: ['ana', 'phone'],
    },
    'with a wrong one': {
      run: ({ ask, ana }) => ask('changePassword', newPassword(NEXT, 'wrong'), ana),
      code: 'invalid_credentials',
    },
    'to the same one': {
      run: ({ ask, ana }) => ask('changePassword', newPassword(PASSWORD), ana),
      code: 'same_password',
    },
    'to a weak one': {
      run: ({ ask, ana }) => ask('changePassword', newPassword('password'), ana),
      code: 'weak_password',
      fields: ['newPassword'],
    },
    'as a guest': {
      run: async ({ ask, guest }) => ask('changePassword', newPassword(NEXT), await guest()),
      code: 'guest_not_allowed',
    },
    'as nobody': {
      run: ({ ask }) => ask('changePassword', newPassword(NEXT)),
      code: 'token_missing',
    },
    'after signing out': {
      run: async ({ ask, ana }) => {
        await ask('logout', {}, ana);
        return ask('changePassword', newPassword(NEXT), ana);
      },
      code: 'session_revoked',
      ends: ['ana'],
    },
  },

  forgotPassword: {
    'of somebody': {
      run: async ({ ask, ana, link }) => {
        await link();
        return ask('forgotPassword', { email: ana.user.email!.toUpperCase() });
      },
      code: 'ok',
    },
    'of nobody': {
      run: ({ ask, free }) => ask('forgotPassword', { email: `${free}@example.org` }),
      code: 'ok',
    },
    'by name': {
      run: ({ ask, ana }) => ask('forgotPassword', { email: ana.user.username }),
      code: 'validation_failed',
      fields: ['email'],
    },
    'with nothing': {
      run: ({ ask }) => ask('forgotPassword', {}),
      code: 'validation_failed',
      fields: ['email'],
    },
  },

  resetPassword: {
    'with the token of the mail': {
      run: async ({ ask, link }) => ask('resetPassword', { token: await link(), newPassword: NEXT }),
      code: 'ok',
      ends: ['ana', 'phone'],
    },
    'and sign in with the new one': {
      run: async ({ ask, link, ana }) => {
        await ask('resetPassword', { token: await link(), newPassword: NEXT });
        return ask('login', { login: ana.user.email, password: NEXT });
      },
      code: 'ok',
      ends: ['ana', 'phone'],
    },
    'and sign in with the old one': {
      run: async ({ ask, link, ana }) => {
        await ask('resetPassword', { token: await link(), newPassword: NEXT });
        return ask('login', { login: ana.user.email, password: PASSWORD });
      },
      code: 'invalid_credentials',
      ends: ['ana', 'phone'],
    },
    'with a token that was used before': {
      run: async ({ ask, link }) => {
        const token = await link();
        await ask('resetPassword', { token, newPassword: NEXT });
        return ask('resetPassword', { token, newPassword: `${NEXT}!` });
      },
      code: 'invalid_reset_token',
      ends: ['ana', 'phone'],
    },
    'to a weak one': {
      run: async ({ ask, link }) => ask('resetPassword', { token: await link(), newPassword: 'password' }),
      code: 'weak_password',
      fields: ['newPassword'],
    },
    'to a weak one and then to a better one': {
      run: async ({ ask, link }) => {
        const token = await link();
        await ask('resetPassword', { token, newPassword: 'password' });
        return ask('resetPassword', { token, newPassword: NEXT });
      },
      code: 'ok',
      ends: ['ana', 'phone'],
    },
    'with a token that nobody got': {
      run: ({ ask }) => ask('resetPassword', { token: `reset_${'A'.repeat(43)}`, newPassword: NEXT }),
      code: 'invalid_reset_token',
    },
    'with nothing': {
      run: ({ ask }) => ask('resetPassword', {}),
      code: 'validation_failed',
      fields: ['newPassword', 'token'],
    },
  },

  createUser: {
    'as an administrator': {
      run: async ({ ask, admin, free }) =>
        ask('createUser', { ...named(free), roles: ['auditor'] }, await admin('admin')),
      code: 'ok',
    },
    'without roles, who accepts the invitation and signs in': {
      run: async ({ ask, admin, free }) => {
        const account = named(free);
        const by = await admin('user-manager');
        expect((await ask('createUser', account, by)).code).toBe('ok');
        const token = tokenIn(await new Mailbox(account.email, by.url).next(/invited/));
        expect((await ask('resetPassword', { token, newPassword: NEXT })).code).toBe('ok');
        return ask('login', { login: free, password: NEXT });
      },
      code: 'ok',
    },
    'who signs in before': {
      run: async ({ ask, admin, free }) => {
        await ask('createUser', named(free), await admin('admin'));
        return ask('login', { login: free, password: PASSWORD });
      },
      code: 'invalid_credentials',
    },
    'above oneself': {
      run: async ({ ask, admin, free }) =>
        ask('createUser', { ...named(free), roles: ['admin'] }, await admin('user-manager')),
      code: 'permission_denied',
      fields: ['roles'],
    },
    'with another permission': {
      run: async ({ ask, admin, free }) => ask('createUser', named(free), await admin('auditor')),
      code: 'permission_denied',
    },
    'as a member': {
      run: ({ ask, ana, free }) => ask('createUser', named(free), ana),
      code: 'permission_denied',
    },
    'as a guest': {
      run: async ({ ask, guest, free }) => ask('createUser', named(free), await guest()),
      code: 'permission_denied',
    },
    'as nobody': { run: ({ ask, free }) => ask('createUser', named(free)), code: 'token_missing' },
    'of a name that is taken': {
      run: async ({ ask, admin, ana }) => ask('createUser', named(ana.user.username), await admin('admin')),
      code: 'username_taken',
      fields: ['email', 'username'],
    },
    'with a role that is none': {
      run: async ({ ask, admin, free }) =>
        ask('createUser', { ...named(free), roles: ['emperor'] }, await admin('admin')),
      code: 'validation_failed',
      fields: ['roles'],
    },
    'with a password': {
      run: async ({ ask, admin, free }) =>
        ask('createUser', { ...named(free), password: PASSWORD }, await admin('admin')),
      code: 'validation_failed',
      fields: ['password'],
    },
    'with a role that is no list': {
      run: async ({ ask, admin, free }) =>
        ask('createUser', { ...named(free), roles: { admin: true } }, await admin('admin')),
      code: 'validation_failed',
      fields: ['roles'],
    },
  },

  unlockUser: {
    'as an administrator': {
      run: async ({ ask, admin, ana }) => ask('unlockUser', { id: ana.id }, await admin('user-manager')),
      code: 'ok',
    },
    'of an account above oneself': {
      run: async ({ ask, admin }) =>
        ask('unlockUser', { id: (await admin('admin')).id }, await admin('user-manager')),
      code: 'permission_denied',
      fields: ['locks'],
    },
    'with another permission': {
      run: async ({ ask, admin, ana }) => ask('unlockUser', { id: ana.id }, await admin('auditor')),
      code: 'permission_denied',
    },
    'as its owner': {
      run: ({ ask, ana }) => ask('unlockUser', { id: ana.id }, ana),
      code: 'permission_denied',
    },
    'of nobody': {
      run: async ({ ask, admin }) =>
        ask('unlockUser', { id: '00000000-0000-4000-8000-000000000000' }, await admin('admin')),
      code: 'user_not_found',
    },
    'of what is no id': {
      run: async ({ ask, admin }) => ask('unlockUser', { id: 'ana' }, await admin('admin')),
      code: 'validation_failed',
      fields: ['id'],
    },
    'as nobody': { run: ({ ask, ana }) => ask('unlockUser', { id: ana.id }), code: 'token_missing' },
  },

  users: {
    'by a part of a name': {
      run: ({ ask, ana }) => ask('users', { query: ana.user.username.slice(1) }, ana),
      code: 'ok',
    },
    'nobody of that name': { run: ({ ask, ana, free }) => ask('users', { query: free }, ana), code: 'ok' },
    'from the name before': {
      run: ({ ask, ana }) => {
        const cursor = Buffer.from('a00').toString('base64url');
        return ask('users', { query: ana.user.username, limit: 1, cursor }, ana);
      },
      code: 'ok',
    },
    'from where nobody is': {
      run: ({ ask, ana }) => ask('users', { cursor: 'nonsense' }, ana),
      code: 'validation_failed',
      fields: ['cursor'],
    },
    'too many': {
      run: ({ ask, ana }) => ask('users', { limit: 101 }, ana),
      code: 'validation_failed',
      fields: ['limit'],
    },
    'with a NUL': {
      run: ({ ask, ana }) => ask('users', { query: 'a\0' }, ana),
      code: 'validation_failed',
      fields: ['query'],
    },
    'as a guest': {
      run: async ({ ask, guest }) => ask('users', { limit: 1 }, await guest()),
      code: 'guest_not_allowed',
    },
    'as nobody': { run: ({ ask }) => ask('users', { limit: 1 }), code: 'token_missing' },
  },
};

describe.each(Object.entries(stories))('%s', (_operation, ofOperation) => {
  test.each(Object.entries(ofOperation))('%s', async (_name, story) => {
    const [overRest, overGraphql] = await Promise.all(doors.map((door) => run(story, door)));
    expect(overGraphql).toEqual(overRest);

    const { outcome, fates } = overRest!;
    expect(outcome.code).toBe(story.code);
    expect([...new Set(outcome.errors?.map(({ path }) => path))].sort()).toEqual(story.fields ?? []);
    const ended = Object.entries(fates).filter(([, { access }]) => access !== 'good');
    expect(ended.map(([name]) => name)).toEqual(story.ends ?? []);
    for (const [, { access, socket }] of ended)
      expect({ access, socket }).toEqual({ access: 'session_revoked', socket: 'session_revoked' });
  });
});

/** Nothing changes for anybody: the people of the story can be reused for the next one. */
const isHarmless = ({ code, ends }: Story) => code !== 'ok' && !ends;

const waiting = new Map<Door, People>();

type People = Record<'ana' | 'phone', Device> & { guest?: Device };

async function run(story: Story, door: Door) {
  const people = waiting.get(door) ?? (await anaAndPhone());
  waiting.delete(door);
  const { ana, phone } = people;
  const free = someName();
  let seat = 0;
  const ask: Scene['ask'] = (operation, input, as) =>
    as instanceof Device
      ? door.ask(as.url, operation, input, as.accessToken)
      : door.ask(instanceUrl(seat++), operation, input, as);
  const outcome = await story.run({
    ana,
    phone,
    free,
    ask,
    guest: async () => {
      people.guest ??= await connected(await aGuest());
      return people.guest;
    },
    admin: async (role) => {
      const device = await register(someName());
      await grant(device, role);
      return device;
    },
    link: async () => {
      expect((await ask('forgotPassword', { email: ana.user.email })).code).toBe('ok');
      return tokenIn(await new Mailbox(ana.user.email!, ana.url).next(/^Reset/));
    },
  });
  const fresh = await freshToken(outcome);
  const sessions = await livingSessions(ana.url, [ana.accessToken, phone.accessToken, fresh]);
  const fates: Record<string, Awaited<ReturnType<typeof fate>>> = {};
  for (const [name, device] of Object.entries(people)) fates[name] = await fate(device, !isHarmless(story));
  if (isHarmless(story)) waiting.set(door, people);
  else for (const device of Object.values(people)) device.disconnect();
  const names = { [ana.user.username]: 'ana', [free]: 'free' };
  return { outcome: comparable(outcome, names) as Outcome, sessions, fates };
}

async function anaAndPhone(): Promise<People> {
  const ana = await register(someName());
  const phone = await ana.device();
  await Promise.all([connected(ana), connected(phone)]);
  return { ana, phone };
}

async function connected(device: Device): Promise<Device> {
  await device.connect();
  return device;
}

async function register(username: string): Promise<Device> {
  const url = instanceUrl(1);
  const account = { username, email: `${username}@example.org`, password: PASSWORD };
  const { body } = await answer<SignedIn>(
    supertest(url).post('/api/auth/register').send(account).expect(201),
  );
  return new Device('ana', 1, url, body);
}

function me(url: string, token: string) {
  return answer<Problem>(supertest(url).get('/api/auth/me').set('authorization', `Bearer ${token}`));
}

/** Whether the access token of an answer is valid, if it had one; the refresh token is left for later checks. */
async function freshToken({ data }: Outcome): Promise<string | undefined> {
  const { accessToken } = (data ?? {}) as Partial<SignedIn>;
  if (accessToken === undefined) return undefined;
  expect((await me(instanceUrl(), accessToken)).status).toBe(200);
  return accessToken;
}

/** How many sessions the first of these tokens that is good can see. */
async function livingSessions(url: string, tokens: (string | undefined)[]): Promise<number | undefined> {
  for (const token of tokens) {
    if (token === undefined) continue;
    const { status, body } = await answer<Page<SessionInfo>>(
      supertest(url).get('/api/auth/sessions').set('authorization', `Bearer ${token}`),
    );
    if (status === 200) return body.items.length;
  }
  return undefined;
}

/**
 * The state of a user: whether the access token is valid, the socket is connected and, which spends it, the refresh token
 * works.
 */
async function fate(device: Device, andRefresh: boolean) {
  const { status, body } = await me(device.url, device.accessToken);
  const access = status === 200 ? 'good' : body.code;
  const socket =
    access === 'good'
      ? await device.emit('presence:ping', {}).then(
          () => 'open',
          (error: Refused) => error.code,
        )
      : (await device.receives('session:ended')).code;
  if (!andRefresh) return { access, socket };
  const { refreshToken } = device;
  const refresh = await answer<Problem>(
    supertest(device.url).post('/api/auth/refresh').send({ refreshToken }),
  );
  return { access, socket, refresh: refresh.status === 200 ? 'good' : refresh.body.code };
}

function someName(): string {
  return `ana-${randomBytes(4).toString('hex')}`;
}
