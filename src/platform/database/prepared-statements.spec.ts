import { describe, expect, it } from '@jest/globals';
import { PreparedStatements } from './prepared-statements.js';

describe('PreparedStatements', () => {
  const statements = new PreparedStatements();

  it('names what is marked, each statement differently and always the same', () => {
    const name = statements.nameOf('/* prepared */ SELECT 1');
    expect(name).not.toBe('');
    expect(statements.nameOf('/* prepared */ SELECT 2')).not.toBe(name);
    expect(statements.nameOf('/* prepared */ SELECT 1')).toBe(name);
  });

  it('leaves everything else to be planned each time', () => {
    expect(statements.nameOf('SELECT 1')).toBe('');
  });
});
