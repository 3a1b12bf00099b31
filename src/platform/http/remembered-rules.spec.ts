import { describe, expect, it } from '@jest/globals';
import { getMetadataStorage, IsInt, IsString, MaxLength, validate } from 'class-validator';
import { rememberRules } from './remembered-rules.js';

class Base {
  @IsString()
  @MaxLength(3)
  name: unknown;
}

class Derived extends Base {
  @IsInt()
  count: unknown;
}

class Sibling extends Base {
  @IsInt()
  other: unknown;
}

async function faults(object: object): Promise<string[]> {
  const errors = await validate(object, { whitelist: true, forbidNonWhitelisted: true });
  return errors.flatMap(({ property, constraints }) =>
    Object.keys(constraints!).map((rule) => `${property} ${rule}`),
  );
}

const wrong = () => [
  Object.assign(new Derived(), { name: 'long', count: 'x', more: 1 }),
  Object.assign(new Sibling(), { name: 5, other: 1 }),
  Object.assign(new Base(), { name: 'ok', count: 1 }),
  Object.assign(new Derived(), { name: 'ok', count: 1 }),
];

describe('rememberRules', () => {
  it('finds the same faults as without, the first time and later, inherited rules among them', async () => {
    const before = await Promise.all(wrong().map(faults));
    expect(before[0]).toContain('name maxLength');
    rememberRules(getMetadataStorage());
    for (let time = 0; time < 2; time++) expect(await Promise.all(wrong().map(faults))).toEqual(before);
  });
});
