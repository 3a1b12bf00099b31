const REFUSES = Symbol('refuses');

/**
 * The error codes of a route's own work; with a guard or an interceptor, those of that. The documents are made from them.
 * Refusals by access control, validation and the server itself are known without: `openapi/refusals.ts`.
 */
export const Refuses =
  (...codes: string[]): ClassDecorator & MethodDecorator =>
  (target: object, _property?: string | symbol, descriptor?: PropertyDescriptor) => {
    const marked = (descriptor?.value ?? target) as object;
    Reflect.defineMetadata(REFUSES, [...refusesOf(marked), ...codes], marked);
  };

export function refusesOf(marked: object): string[] {
  return (Reflect.getOwnMetadata(REFUSES, marked) as string[] | undefined) ?? [];
}
