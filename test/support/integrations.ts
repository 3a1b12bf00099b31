/** Other back ends: service keys, and their requests. */
import supertest from 'supertest';
import type {
  ServiceKeyInfo,
  ServiceScope,
  WebhookInfo,
} from '../../src/integrations/integrations.protocol.js';
import { aUser, type Device } from './client.js';
import { instanceUrl } from './instances.js';
import { answer } from './rest.js';
import { grant } from './roles.js';

export type MadeServiceKey = ServiceKeyInfo & { key: string };

export async function anAdmin(at?: string): Promise<Device> {
  const admin = await aUser('admin', at);
  await grant(admin, 'admin');
  return admin;
}

export async function aServiceKey(
  admin: Device,
  wish: { scopes?: ServiceScope[]; expiresAt?: string } = {},
): Promise<MadeServiceKey> {
  const body = { name: 'shop', scopes: ['events:publish', 'webhooks:manage'], ...wish };
  return (await answer<MadeServiceKey>(admin.rest.post('/api/admin/service-keys').send(body).expect(201)))
    .body;
}

export type WithSecret = WebhookInfo & { secret: string };

/** Another back end, with a service key. */
export class BackEnd {
  constructor(
    readonly key: string,
    readonly url: string,
  ) {}

  /** With a key that may do everything, made by an administrator of its own. */
  static async start(url = instanceUrl()): Promise<BackEnd> {
    return new BackEnd((await aServiceKey(await anAdmin(url))).key, url);
  }

  at(url: string): BackEnd {
    return new BackEnd(this.key, url);
  }

  ask(method: 'get' | 'post' | 'patch' | 'delete', path: string) {
    return supertest(this.url)[method](path).set('authorization', `Bearer ${this.key}`);
  }

  async subscribe(url: string, events: string[]): Promise<WithSecret> {
    return (await answer<WithSecret>(this.ask('post', '/api/webhooks').send({ url, events }).expect(201)))
      .body;
  }

  async webhook(id: string): Promise<WebhookInfo> {
    return (await answer<WebhookInfo>(this.ask('get', `/api/webhooks/${id}`).expect(200))).body;
  }

  publish(event: object) {
    return this.ask('post', '/api/events').send(event);
  }
}
