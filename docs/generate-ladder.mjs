// The ladders of ladder.json as README.md and docs/architecture.md show them, between the marks.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const END = '<!-- end -->';

/** @returns {Record<string, string>} the pages by their names in the checkout */
export function ladderPages() {
  const ladders = JSON.parse(readFileSync(path.join(root, 'ladder.json'), 'utf8'));
  return {
    'README.md': withLadders('README.md', { src: line(ladders.src) }),
    'docs/architecture.md': withLadders(
      'docs/architecture.md',
      Object.fromEntries(Object.entries(ladders).map(([house, rungs]) => [house, drawing(rungs)])),
    ),
  };
}

function withLadders(page, ladders) {
  const text = readFileSync(path.join(root, page), 'utf8');
  return Object.entries(ladders).reduce((all, [house, ladder]) => {
    const begin = `<!-- generated: npm run docs; ladder of ${house} -->`;
    const [before, after] = all.split(begin);
    if (after === undefined) throw new Error(`${page} does not show the ladder of ${house}`);
    return `${before}${begin}\n\n${ladder}\n\n${after.slice(after.indexOf(END))}`;
  }, text);
}

/** From below. */
function line(rungs) {
  return rungs.map((rung) => Object.keys(rung).join(', ')).join(' · ');
}

/** From above: a line for each slice that has something said of it, one for all others of its rung. */
function drawing(rungs) {
  const lines = rungs.toReversed().map((rung) => {
    const said = Object.entries(rung).filter(([, about]) => about !== '');
    const others = Object.keys(rung).filter((slice) => rung[slice] === '');
    return [
      ...(others.length > 0 ? [others.join(' · ')] : []),
      ...said.map(([slice, about]) => [slice, about]),
    ];
  });
  const width = Math.max(...lines.flat().map((one) => (Array.isArray(one) ? one[0].length : 0)));
  const text = (one) => (Array.isArray(one) ? `${one[0].padEnd(width)}   ${one[1]}` : one);
  const longest = Math.max(...lines.flat().map((one) => text(one).length));
  return lines
    .map((rung) => rung.map((one) => `    │ ${text(one).padEnd(longest)} │`).join('\n'))
    .join(`\n    ├─${'─'.repeat(longest)}─┤\n`)
    .replace(/^/, `    ┌─${'─'.repeat(longest)}─┐\n`)
    .concat(`\n    └─${'─'.repeat(longest)}─┘`);
}
