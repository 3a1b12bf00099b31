/** The programs in README.md, as a reader copies them. */
import { readFileSync } from 'node:fs';

/**
 * @param language of the fence, such as js
 * @param contains a piece of the program's text
 * @param url of the server that takes the place of http://localhost:3000
 * @throws unless exactly one program has that piece
 */
export function readmeProgram(language: string, contains: string, url: string): string {
  const fences = readFileSync('README.md', 'utf8').matchAll(/^```(\w+)\n([^]*?)^```$/gm);
  const found = [...fences].flatMap(([, its, code]) =>
    its === language && code!.includes(contains) ? [code!.replaceAll('http://localhost:3000', url)] : [],
  );
  if (found.length !== 1) throw new Error(`README.md has ${found.length} programs with "${contains}"`);
  return found[0]!;
}
