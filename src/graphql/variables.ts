import {
  coerceInputValue,
  getNamedType,
  type GraphQLError,
  type GraphQLSchema,
  isInputType,
  Kind,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { AppError } from '../platform/errors/app-error.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import type { FieldError } from '../platform/wire/problem.protocol.js';
import { InputPipe } from '../platform/http/validation.pipe.js';
import * as inputs from './graphql.inputs.js';

const pipe = new InputPipe();
const inputClasses = new Map(Object.entries(inputs));

/**
 * GraphQL refuses values of the wrong type in prose and before our own checks run. This runs them, so that a wrong value has
 * the same code and path as on REST.
 * @returns undefined when the errors are about something else
 */
export async function refusedValues(
  schema: GraphQLSchema,
  errors: readonly GraphQLError[],
  values: Record<string, unknown>,
): Promise<AppError | undefined> {
  const definitions = new Set(
    errors.flatMap(({ nodes }) => nodes ?? []).filter(({ kind }) => kind === Kind.VARIABLE_DEFINITION),
  );
  const faults: FieldError[] = [];
  for (const definition of definitions)
    faults.push(...(await faultsOf(schema, definition as VariableDefinitionNode, values)));
  return faults.length === 0 ? undefined : platformErrors.validation_failed({ errors: faults });
}

async function faultsOf(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  values: Record<string, unknown>,
): Promise<FieldError[]> {
  const name = definition.variable.name.value;
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) return [];
  const given = Object.hasOwn(values, name);
  if (!given && definition.defaultValue) return [];
  const value = given ? values[name] : undefined;
  const metatype = inputClasses.get(getNamedType(type).name);
  if (metatype) {
    const refused = await pipe.transform(value, { type: 'body', metatype }).then(() => undefined, asAppError);
    if (refused?.errors) return refused.errors;
  }
  const faults: FieldError[] = [];
  coerceInputValue(value, type, (path, _value, { message }) =>
    faults.push(fieldError(metatype ? path : [name, ...path], message, getNamedType(type).name)),
  );
  return faults;
}

const KINDS: Record<string, string> = {
  String: 'a string',
  ID: 'a string',
  Int: 'an integer number',
  Boolean: 'a boolean value',
};

/** GraphQL's message, which discloses more of the schema than it must, as one of our own. */
function fieldError(parents: readonly (string | number)[], message: string, typeName: string): FieldError {
  const [, field, missing] = /^Field "(\w+)" (?:of required type "(\w+)|is not defined)/.exec(message) ?? [];
  const path = [...parents, ...(field === undefined ? [] : [field])].join('.');
  if (field !== undefined && missing === undefined)
    return { path, code: 'unknown_field', message: `property ${path} should not exist` };
  const kind = missing ?? typeName;
  return { path, code: `is_${kind.toLowerCase()}`, message: `${path} must be ${KINDS[kind] ?? kind}` };
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}
