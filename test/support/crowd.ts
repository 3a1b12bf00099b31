/** Requests from whatever IP address a test likes: the server takes this process for a proxy that names its clients. */
import { randomBytes } from 'node:crypto';
import supertest, { type Test } from 'supertest';
import type { SignedIn } from '../../src/sessions/sessions.protocol.js';
import { Device, PASSWORD } from './client.js';
import { answer } from './rest.js';

/** For a server with real limits that believes `crowd`. */
export const REAL_LIMITS = { RATE_LIMIT_FACTOR: '1', TRUSTED_PROXIES: '127.0.0.1' };

let addresses = 0;

/** One that nobody has used before in this file. */
export function anIp(): string {
  const number = addresses++;
  return `198.51.${Math.floor(number / 250)}.${(number % 250) + 1}`;
}

export function from(url: string, ip: string, path: string, body: object): Test {
  return supertest(url).post(`/api/auth/${path}`).set('x-forwarded-for', ip).send(body);
}

/** A try to sign in, by default from an IP address of its own. */
export function tries(url: string, login: string, password: string, ip = anIp()): Test {
  return from(url, ip, 'login', { login, password });
}

export async function someone(url: string, name = 'ana', email?: string): Promise<Device> {
  const username = `${name}-${randomBytes(6).toString('hex')}`;
  const registration = { username, password: PASSWORD, ...(email !== undefined && { email }) };
  const { body } = await answer<SignedIn>(from(url, anIp(), 'register', registration).expect(201));
  return new Device(name, 0, url, body);
}
