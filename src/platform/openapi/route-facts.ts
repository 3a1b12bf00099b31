import { ParseUUIDPipe } from '@nestjs/common';
import { PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  OPTIONAL_AUTH,
  MEMBERS_ONLY,
  REQUIRED_PERMISSION,
  REQUIRED_SCOPE,
  PUBLIC,
  type Permission,
  type Scope,
} from '../access/principal.js';
import { refusesOf } from '../http/refuses.decorator.js';

/** The facts in a route's decorators and parameters. */
export interface RouteFacts {
  isPublic: boolean;
  /** Works without an access token, and does more with one. */
  isTokenOptional: boolean;
  membersOnly: boolean;
  permission?: Permission;
  scope?: Scope;
  /** Whether a DTO or a pipe validates the input. */
  checksInput: boolean;
  /** Names of path parameters that are UUIDs. */
  uuids: string[];
  /** Codes that `@Refuses` names. */
  refuses: string[];
}

interface RouteArgument {
  index: number;
  data?: unknown;
  pipes: unknown[];
}

const FREE_FORM: unknown[] = [String, Boolean, Number, Array, Object, Date, undefined];
/** `RouteParamtypes` of Nest: the body, the query, the path. */
const INPUTS = /^[345]:/;
const HEADERS = /^6:/;

/** By `operationId`, which is the controller's name and the method's. */
export function routeFacts(app: NestFastifyApplication): Map<string, RouteFacts> {
  const facts = new Map<string, RouteFacts>();
  for (const module of app.get(ModulesContainer).values())
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, object>;
      for (const method of Object.getOwnPropertyNames(prototype))
        if (method !== 'constructor' && Reflect.hasMetadata(PATH_METADATA, prototype[method]!))
          facts.set(`${metatype.name}_${method}`, factsOf(metatype, method, prototype[method]!));
    }
  return facts;
}

function factsOf(controller: NonNullable<unknown>, method: string, handler: object): RouteFacts {
  const reflector = new Reflector();
  const mark = <T>(key: symbol) =>
    reflector.getAllAndOverride<T | undefined>(key, [handler as never, controller as never]);
  const named = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    RouteArgument
  >;
  const { prototype } = controller as { prototype: object };
  const types = (Reflect.getMetadata('design:paramtypes', prototype, method) ?? []) as unknown[];
  const inputs = Object.entries(named).filter(([kind]) => INPUTS.test(kind));
  const readsToken = Object.entries(named).some(
    ([kind, { data }]) => HEADERS.test(kind) && data === 'authorization',
  );
  const isPublic = mark<boolean>(PUBLIC) ?? false;
  return {
    isPublic,
    isTokenOptional: mark<boolean>(OPTIONAL_AUTH) ?? (isPublic && readsToken),
    membersOnly: mark<boolean>(MEMBERS_ONLY) ?? false,
    permission: mark<Permission>(REQUIRED_PERMISSION),
    scope: mark<Scope>(REQUIRED_SCOPE),
    checksInput: inputs.some(([, { index, pipes }]) => pipes.length > 0 || !FREE_FORM.includes(types[index])),
    uuids: inputs
      .filter(([, { pipes }]) => pipes.some((pipe) => pipe instanceof ParseUUIDPipe))
      .map(([, { data }]) => String(data)),
    refuses: [...refusesOf(controller), ...refusesOf(handler)],
  };
}
