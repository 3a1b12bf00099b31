/** The programs in the documents, as a reader copies them. */
import { readFileSync } from 'node:fs';

/**
 * @param language of the fence, such as js
 * @param contains a piece of the program's text
 * @param url of the server that takes the place of http://localhost:3000
 * @throws unless exactly one program has that piece
 */
export function readmeProgram(language: string, contains: string, url: string): string {
  const found = programs('README.md', language).filter((code) => code.includes(contains));
  if (found.length !== 1) throw new Error(`README.md has ${found.length} programs with "${contains}"`);
  return found[0]!.replaceAll('http://localhost:3000', url);
}

/** All programs of a document in a language, in their order. */
export function programs(document: string, language: string): string[] {
  const fences = readFileSync(document, 'utf8').matchAll(/^```(\w+)\n([^]*?)^```$/gm);
  return [...fences].flatMap(([, its, code]) => (its === language ? [code!] : []));
}
