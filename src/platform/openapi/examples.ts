import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Described = Schemas[string];
type Schema = Exclude<Described, { $ref: string }>;

export const EXAMPLE_UUID = '6f1c2a52-7d5b-4d37-9a53-6d3a1f0c9b11';
const BY_FORMAT: Record<string, string> = {
  uuid: EXAMPLE_UUID,
  'date-time': '2026-11-21T12:00:00.000Z',
  email: 'ana@example.org',
  password: 'correct horse battery staple',
};

/** Examples from the DTOs: `example` of a property, else its enumeration, its format or its type. */
export class Examples {
  constructor(private readonly schemas: Schemas) {}

  /** @throws Error when a text or a number has nothing that an example could be made of */
  of(described: Described, at: string): unknown {
    if ('$ref' in described) return this.of(this.resolve(described.$ref), lastPart(described.$ref));
    const schema = described;
    if (schema.example !== undefined) return schema.example;
    if (schema.allOf?.length === 1) return this.of(schema.allOf[0]!, at);
    if (schema.default !== undefined) return schema.default;
    if (schema.nullable && schema.type !== 'object') return null;
    if (schema.enum) return schema.enum[0];
    const known = schema.format === undefined ? undefined : BY_FORMAT[schema.format];
    if (known !== undefined) return known;
    switch (schema.type) {
      case 'object':
        return this.ofObject(schema, at);
      case 'array':
        return this.ofArray(schema, at);
      case 'boolean':
        return false;
      default:
        if (schema.minimum !== undefined) return schema.minimum;
        throw new Error(`${at} has no example: give its @ApiProperty one`);
    }
  }

  /** Required properties, and of the others those with an example. */
  private ofObject({ properties = {}, required = [] }: Schema, at: string): object {
    const shown = Object.entries(properties).filter(
      ([name, property]) =>
        required.includes(name) || ('example' in property && property.example !== undefined),
    );
    return Object.fromEntries(shown.map(([name, property]) => [name, this.of(property, `${at}.${name}`)]));
  }

  private ofArray({ items }: Schema, at: string): unknown[] {
    if (!items || ('additionalProperties' in items && items.additionalProperties)) return [];
    return [this.of(items, at)];
  }

  private resolve($ref: string): Described {
    const found = this.schemas[lastPart($ref)];
    if (!found) throw new Error(`${$ref} is not in the document`);
    return found;
  }
}

function lastPart($ref: string): string {
  return $ref.split('/').at(-1)!;
}
