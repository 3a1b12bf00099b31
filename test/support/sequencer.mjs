/** The files that take longest begin first, so that none of them runs alone at the end. Jest itself knows only sizes on a fresh machine. */
import path from 'node:path';
import Sequencer from '@jest/test-sequencer';
import { LONG } from './long-files.mjs';

const root = path.resolve(import.meta.dirname, '../..');

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const seconds = (test) => LONG[path.relative(root, test.path)] ?? 0;
    return super.sort(tests).sort((a, b) => seconds(b) - seconds(a));
  }
}
