/** Starts the instances that all files of a project share; runs once, before the first test. */
import { embeddedStores, FIRST_ADMIN, startServer, stores } from './server.mjs';
import { freePort } from './free-port.mjs';

const instancesOf = {
  one: async () => [await stores()],
  two: async () => {
    // Nothing may depend on the zone of the database or of a server.
    const shared = await stores({ timezone: 'America/New_York' });
    return [
      { ...shared, TZ: 'Australia/Sydney' },
      { ...shared, TZ: 'America/St_Johns' },
    ];
  },
  embedded: async () => [{ ...embeddedStores(), ...FIRST_ADMIN, TZ: 'Asia/Kolkata' }],
  attacks: async () => [await stores()],
  browser: async () => {
    const port = String(await freePort());
    return [{ ...(await stores()), PORT: port, PUBLIC_URL: `http://localhost:${port}` }];
  },
};

/** Node writes there which code has run when it ends. */
const coverageFolder = process.env.TEST_COVERAGE_FOLDER;
const measured = coverageFolder ? { NODE_V8_COVERAGE: coverageFolder } : {};

/** Jest runs one such file once, whatever number of projects name it: so it serves all that run. */
export default async function up() {
  const chosen = process.env.TEST_PROJECTS?.split(',').filter(Boolean) ?? [];
  const names = Object.keys(instancesOf).filter((name) => chosen.length === 0 || chosen.includes(name));
  globalThis.sharedInstances = Object.fromEntries(names.map((name) => [name, []]));
  await Promise.all(names.map(start));
}

async function start(name) {
  const servers = globalThis.sharedInstances[name];
  // One after the other: the first applies the migrations.
  for (const [i, env] of (await instancesOf[name]()).entries())
    servers.push(await startServer({ ...env, ...measured }, { name: `${name}-${'ab'[i]}` }));
  process.env[`TEST_INSTANCES_${name}`] = servers.map(({ url }) => url).join(',');
}
