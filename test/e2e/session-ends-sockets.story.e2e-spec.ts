/** Signing out ends that session's connections, wherever they are, and no others. */
import { expect, test } from '@jest/globals';
import { aUser, HandshakeRefusal } from '../support/client.js';
import { instanceUrls } from '../support/instances.js';

test('ana signs out on her phone; her laptop stays', async () => {
  const phone = await aUser('ana');
  const laptop = await phone.device();
  const tabs = instanceUrls().map((url) => phone.at(url));
  await Promise.all([...tabs, laptop].map((device) => device.connect()));

  await phone.rest.post('/api/auth/logout').expect(204);

  for (const tab of tabs) {
    await expect(tab.receives('session:ended')).resolves.toMatchObject({
      code: 'session_revoked',
      closeCode: 4401,
      reconnect: false,
    });
    await expect(tab.disconnected()).resolves.toBe('io server disconnect');
    await expect(tab.connect()).rejects.toMatchObject({ code: 'session_revoked', closeCode: 4401 });
    await expect(tab.connect()).rejects.toBeInstanceOf(HandshakeRefusal);
  }
  await expect(laptop.emit('presence:ping', {})).resolves.toBeDefined();
  expect(laptop.received('session:ended')).toEqual([]);
});
