/** Ends the instances that projects shared; they must end in order. */
import { appendFileSync } from 'node:fs';
import path from 'node:path';

export default async function down() {
  await Promise.all(
    Object.entries(globalThis.sharedInstances ?? {}).map(([name, servers]) => end(name, servers)),
  );
}

async function end(name, servers) {
  const codes = await Promise.all(servers.map((server) => server.stop()));
  if (codes.every((code) => code === 0)) return;
  // Thrown here it would cost the counts; in the logs it counts as a failure.
  const line = {
    level: 'error',
    message: `the instances of "${name}" ended with exit codes ${codes.join(', ')}, not 0`,
  };
  appendFileSync(
    path.join(process.env.TEST_RUN_FOLDER, 'logs', `${name}-end.log`),
    `${JSON.stringify(line)}\n`,
  );
}
