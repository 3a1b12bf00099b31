/** Starts the instances that all files of a project share; runs once per project, before its first test. */
import { embeddedStores, freePort, startServer, stores } from './server.mjs';

const instancesOf = {
  one: async () => [await stores()],
  two: async () => {
    const shared = await stores();
    return [shared, shared];
  },
  embedded: async () => [embeddedStores()],
  attacks: async () => [await stores()],
  browser: async () => {
    const port = String(await freePort());
    return [{ ...(await stores()), PORT: port, PUBLIC_URL: `http://localhost:${port}` }];
  },
};

export default async function up(_, { displayName: { name } }) {
  const environments = (await instancesOf[name]?.()) ?? [];
  const servers = [];
  // One after the other: the first applies the migrations.
  for (const [i, env] of environments.entries())
    servers.push(await startServer(env, { name: `${name}-${'ab'[i]}` }));
  (globalThis.sharedInstances ??= {})[name] = servers;
  process.env[`TEST_INSTANCES_${name}`] = servers.map(({ url }) => url).join(',');
}
