import { getMetadataStorage } from 'class-validator';

type Storage = ReturnType<typeof getMetadataStorage>;
type Rules = ReturnType<Storage['getTargetValidationMetadatas']>;

/**
 * class-validator goes through the rules of all classes at every validation, to find those that a class inherits. They are
 * complete once validation starts, so here they are looked up once per class. Groups, which this server does not use, are left
 * as they are.
 */
export function rememberRules(storage: Storage = getMetadataStorage()): void {
  const byClass = new Map<unknown, Rules>();
  const byProperty = new WeakMap<Rules, ReturnType<Storage['groupByPropertyName']>>();
  const find = storage.getTargetValidationMetadatas.bind(storage);
  const group = storage.groupByPropertyName.bind(storage);
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (typeof target !== 'function' || schema || always || strictGroups || groups)
      return find(target, schema, always, strictGroups, groups);
    const known = byClass.get(target) ?? find(target, schema, always, strictGroups, groups);
    byClass.set(target, known);
    return known;
  };
  storage.groupByPropertyName = (rules) => {
    const known = byProperty.get(rules) ?? group(rules);
    byProperty.set(rules, known);
    return known;
  };
}
