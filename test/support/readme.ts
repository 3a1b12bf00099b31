/** The programs in the documents, as a reader copies them. */
import { readFileSync } from 'node:fs';

/** The servers that documents name. */
const NAMED = /http:\/\/localhost:3000|https:\/\/ringline\.example\.org/g;

/**
 * @param language of the fence, such as js
 * @param contains a piece of the program's text
 * @param url of the server that takes the place of the document's
 * @throws unless exactly one program has that piece
 */
export function readmeProgram(language: string, contains: string, url: string): string {
  const found = programs('README.md', language, url).filter((code) => code.includes(contains));
  if (found.length !== 1) throw new Error(`README.md has ${found.length} programs with "${contains}"`);
  return found[0]!;
}

/** All programs of a document in a language, in their order. */
export function programs(document: string, language: string, url: string): string[] {
  const fences = readFileSync(document, 'utf8').matchAll(/^```(\w+)\n([^]*?)^```$/gm);
  return [...fences].flatMap(([, its, code]) => (its === language ? [code!.replaceAll(NAMED, url)] : []));
}
