/** Ends the instances that a project shared; they must end in order. */
import { appendFileSync } from 'node:fs';
import path from 'node:path';

export default async function down(_, { displayName: { name } }) {
  const codes = await Promise.all((globalThis.sharedInstances?.[name] ?? []).map((server) => server.stop()));
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
