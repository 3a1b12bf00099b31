/** Data that a start finds, keeps and refuses. */
import { describe, expect, test } from '@jest/globals';
import { aUser, login } from '../support/client.js';
import { freePort } from '../support/free-port.mjs';
import { embeddedStores, runServerToItsEnd, startServer, stores } from '../support/server.mjs';

describe('the embedded default', () => {
  test('a second start keeps accounts and still knows the tokens of the first', async () => {
    const data = { ...embeddedStores(), PORT: String(await freePort()) };
    const first = await startServer(data);
    const ana = await aUser('ana', first.url);
    expect(await first.stop()).toBe(0);

    const second = await startServer(data);
    await ana.rest.get('/api/auth/me').expect(200);
    const again = await login(second.url, ana.user.username);
    expect(again.user.id).toBe(ana.id);
    expect(await second.stop()).toBe(0);
  });

  test('a kill -9 loses no account', async () => {
    const data = embeddedStores();
    const first = await startServer(data);
    const ana = await aUser('ana', first.url);
    await first.kill();

    const second = await startServer(data);
    expect((await login(second.url, ana.user.username)).user.id).toBe(ana.id);
    expect(await second.stop()).toBe(0);
  });

  test('a second process on the same folder is refused and the first goes on', async () => {
    const data = embeddedStores();
    const first = await startServer(data);
    const { exitCode, output } = await runServerToItsEnd(data);
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /(^|\n)Ringline cannot start:\n {2}DATA_DIR: .* is in use by another Ringline; .*\n$/,
    );
    await aUser('ana', first.url);
    expect(await first.stop()).toBe(0);
  });
});

describe('on PostgreSQL', () => {
  test('two instances that start at once on an empty database both come up', async () => {
    const shared = await stores();
    const [a, b] = await Promise.all([startServer(shared), startServer(shared)]);
    const ana = await aUser('ana', a.url);
    await ana.at(b.url).rest.get('/api/auth/me').expect(200);
    expect(await Promise.all([a.stop(), b.stop()])).toEqual([0, 0]);
  });
});
