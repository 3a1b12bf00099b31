import 'reflect-metadata';
import { applyDecorators } from '@nestjs/common';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';

/** How a variable is described in `.env.example` and read from the environment. */
export interface VariableInfo {
  /** The property of the configuration that holds the settings, and the property there. */
  section: string;
  property: string;
  /** The environment variable. */
  name: string;
  kind: 'string' | 'integer' | 'number' | 'boolean' | 'list';
  /** One sentence for `.env.example`. */
  about: string;
  /** A constant, or nothing where the default depends on other variables. */
  fallback?: string | number | boolean | string[];
  /** Normalises a value (of a list: each item) into the one form that is compared. @throws SpellingFault */
  spelling?: (written: string) => string;
  /** For whole numbers: least and greatest. */
  range?: [number, number];
  /** Never shown in a fault or a log. */
  secret: boolean;
  group: string;
}

const VARIABLES = Symbol('variables');

/** Declares a property of a class of settings that is read from the environment. */
export function Variable(
  name: string,
  info: Omit<VariableInfo, 'section' | 'property' | 'name' | 'secret' | 'group'> &
    Partial<Pick<VariableInfo, 'secret' | 'group'>>,
): PropertyDecorator {
  return (target, property) => {
    if (info.range) wholeNumber(info.range)(target, property);
    if (info.kind === 'boolean') IsBoolean({ message: 'must be true or false' })(target, property);
    const all = declaredIn(target.constructor);
    const group = info.group ?? all.at(-1)?.group ?? 'Server';
    Reflect.defineMetadata(
      VARIABLES,
      [...all, { secret: false, ...info, group, property: String(property), name }],
      target.constructor,
    );
  };
}

/** Every variable of all settings of a configuration, in the order of declaration. */
export function variablesOf(Configuration: new () => object): VariableInfo[] {
  return Object.entries(new Configuration()).flatMap(([section, settings]: [string, object]) =>
    declaredIn(settings.constructor).map((variable) => ({ ...variable, section })),
  );
}

function declaredIn(settings: object): Omit<VariableInfo, 'section'>[] {
  return (Reflect.getOwnMetadata(VARIABLES, settings) as Omit<VariableInfo, 'section'>[] | undefined) ?? [];
}

function wholeNumber([min, max]: [number, number]): PropertyDecorator {
  const fault = { message: `must be a whole number from ${min} to ${max}` };
  return applyDecorators(IsInt(fault), Min(min, fault), Max(max, fault));
}
