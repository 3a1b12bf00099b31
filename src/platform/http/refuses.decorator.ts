const REFUSES = Symbol('refuses');

/**
 * The error codes that a route's own work ends in; with a guard or an interceptor, what that ends in. The documents are made from
 * them. What access, input and the server itself refuse is known without: `openapi/refusals.ts`.
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
