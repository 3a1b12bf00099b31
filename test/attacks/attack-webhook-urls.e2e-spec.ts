/** A webhook is a way to have the server request any URL: it asks none that only the server can reach (SSRF). */
import net from 'node:net';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { aUser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { BackEnd } from '../support/integrations.js';
import { Receiver } from '../support/receiver.js';
import { refusal } from '../support/rest.js';
import { type RunningServer, startServer, stores } from '../support/server.mjs';
import { query } from './mint.js';

describe('in a deployment', () => {
  let server: RunningServer;
  let shop: BackEnd;
  let databaseUrl: string;
  const listening: net.Server[] = [];

  beforeAll(async () => {
    const env = await stores();
    databaseUrl = env.DATABASE_URL;
    server = await startServer({ ...env, WEBHOOK_ALLOW_PRIVATE: 'false' });
    shop = await BackEnd.start(server.url);
  });
  afterEach(() => listening.splice(0).forEach((one) => one.close()));

  /** Something inside that must not be reached, on every IP address of this machine. */
  async function anInside(): Promise<{ port: number; visits: () => number }> {
    let visits = 0;
    const inside = net.createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => inside.listen(0, resolve));
    listening.push(inside);
    return { port: (inside.address() as net.AddressInfo).port, visits: () => visits };
  }

  test.each([
    'https://127.0.0.1/',
    'https://127.1:3000/',
    'https://2130706433/',
    'https://0.0.0.0/',
    'https://10.0.0.5/',
    'https://192.168.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[fd00::1]/',
    'http://shop.example.org/',
    'https://ana:secret@shop.example.org/',
    'ftp://shop.example.org/',
    'file:///etc/passwd',
    'gopher://shop.example.org/',
    'not a url',
  ])('%s cannot be asked for', async (url) => {
    const body = { url, events: ['user.created'] };
    const problem = await refusal(shop.ask('post', '/api/webhooks').send(body), 422);
    expect(problem).toMatchObject({ code: 'webhook_url_refused', retryable: false });
    const { id } = await shop.subscribe('https://shop.example.org/', ['room.*']);
    expect((await refusal(shop.ask('patch', `/api/webhooks/${id}`).send({ url }), 422)).code).toBe(
      'webhook_url_refused',
    );
    await shop.ask('delete', `/api/webhooks/${id}`).expect(204);
  });

  test('a name that stands for this machine is not connected to', async () => {
    const inside = await anInside();
    const { id } = await shop.subscribe(`https://localhost:${inside.port}/`, ['user.created']);
    await aUser('ana', server.url);
    const failing = await eventually(
      () => shop.webhook(id),
      ({ lastFailure }) => lastFailure !== null,
    );
    expect(failing).toMatchObject({ lastFailure: 'address_refused', waiting: 1, lastSuccessAt: null });
    expect(inside.visits()).toBe(0);
    await shop.ask('delete', `/api/webhooks/${id}`).expect(204);
  });

  test('a URL that got into the database before is not connected to either', async () => {
    const inside = await anInside();
    for (const url of [`https://127.0.0.1:${inside.port}/`, `http://127.0.0.1:${inside.port}/`]) {
      const { id } = await shop.subscribe('https://shop.example.org/', ['user.created']);
      await query(databaseUrl, 'UPDATE webhooks SET url = $2 WHERE id = $1', [id, url]);
      await aUser('ana', server.url);
      const { lastFailure } = await eventually(
        () => shop.webhook(id),
        (webhook) => webhook.lastFailure !== null,
      );
      expect(lastFailure).toBe('address_refused');
      await shop.ask('delete', `/api/webhooks/${id}`).expect(204);
    }
    expect(inside.visits()).toBe(0);
  });
});

describe('a receiver', () => {
  let server: RunningServer;
  let shop: BackEnd;

  beforeAll(async () => {
    server = await startServer(await stores());
    shop = await BackEnd.start(server.url);
  });

  test.each([301, 302, 303, 307, 308])('that redirects (%i) leads nowhere', async (status) => {
    const [receiver, inside] = [await Receiver.start(), await Receiver.start()];
    receiver.answer = () => ({ status, headers: { location: inside.url } });
    const { id } = await shop.subscribe(receiver.url, ['user.created']);
    await aUser('ana', server.url);
    const failing = await eventually(
      () => shop.webhook(id),
      ({ lastFailure }) => lastFailure !== null,
    );
    expect(failing).toMatchObject({ lastFailure: `status_${status}`, waiting: 1 });
    expect(inside.attempts).toEqual([]);
    await shop.ask('delete', `/api/webhooks/${id}`).expect(204);
    await Promise.all([receiver.stop(), inside.stop()]);
  });

  test('that answers without end, or slowly, harms nobody else', async () => {
    let requests = 0;
    const endless = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        requests += 1;
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        const flood = () => {
          while (!socket.destroyed && socket.write(`4000\r\n${'x'.repeat(0x4000)}\r\n`));
          if (!socket.destroyed) socket.once('drain', flood);
        };
        flood();
      });
    });
    const silent = net.createServer((socket) => void socket.on('error', () => undefined));
    const portOf = async (one: net.Server) => {
      await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
      return (one.address() as net.AddressInfo).port;
    };
    const receiver = await Receiver.start();
    const first = await shop.subscribe(`http://127.0.0.1:${await portOf(endless)}/`, ['user.created']);
    const second = await shop.subscribe(`http://127.0.0.1:${await portOf(silent)}/`, ['user.created']);
    await shop.subscribe(receiver.url, ['user.created']);
    const ana = await aUser('ana', server.url);
    await receiver.takes(1, ana.id);
    await eventually(
      () => shop.webhook(first.id),
      ({ waiting, lastSuccessAt }) => waiting === 0 && lastSuccessAt !== null,
    );
    expect(requests).toBe(1);
    const { lastFailure } = await eventually(
      () => shop.webhook(second.id),
      (webhook) => webhook.lastFailure !== null,
    );
    expect(lastFailure).toBe('timeout');
    endless.close();
    silent.close();
    await receiver.stop();
  });
});
