/** After each file: disconnects its people and ends the servers it started. */
import { afterAll } from '@jest/globals';
import { disconnectEverybody } from './client.js';
import { stopServers } from './server.mjs';

afterAll(async () => {
  disconnectEverybody();
  await stopServers();
});
