// What ladder.json says and dependency-cruiser does not look at: that every folder is on it, and that the application is put
// together in its order.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const BEGINNING_OF_MODULE = /^ +([A-Z]\w*)Module\b/gm;

/** @returns {string | undefined} what does not fit */
export function ladderComplaints() {
  const ladders = JSON.parse(readFileSync('ladder.json', 'utf8'));
  const complaints = [...Object.entries(ladders).flatMap(missing), ...outOfOrder(ladders.src)];
  return complaints.length > 0 ? complaints.join('\n') : undefined;
}

function missing([house, rungs]) {
  const named = rungs.flatMap((rung) => Object.keys(rung));
  const there = readdirSync(house, { withFileTypes: true })
    // Git leaves empty folders behind.
    .filter((entry) => entry.isDirectory() && readdirSync(path.join(house, entry.name)).length > 0)
    .map(({ name }) => name);
  return [
    ...there.filter((name) => !named.includes(name)).map((name) => `${house}/${name} is not in ladder.json`),
    ...named
      .filter((name) => !there.includes(name))
      .map((name) => `ladder.json: there is no ${house}/${name}`),
    ...named
      .filter((name, i) => named.indexOf(name) !== i)
      .map((name) => `ladder.json: ${name} stands there twice`),
  ];
}

function outOfOrder(rungs) {
  const slices = rungs
    .flatMap((rung) => Object.keys(rung))
    .filter((slice) => existsSync(path.join('src', slice, `${slice}.module.ts`)));
  const imports = /imports: \[([^]*?)\]/.exec(readFileSync('src/app.module.ts', 'utf8'))[1];
  const started = [...imports.matchAll(BEGINNING_OF_MODULE)]
    .map(([, name]) => name.toLowerCase())
    .filter((name) => name !== 'config');
  return started.join() === slices.join()
    ? []
    : [`src/app.module.ts imports ${started.join(', ')}; ladder.json says ${slices.join(', ')}`];
}
