import { expect, test } from '@jest/globals';
import { searchQuery, searchVector } from './message-search.policy.js';

test.each([
  ['Tea, tea!', "'tea':1 'tea':2"],
  ['去上海', "'去':1 '去上':1 '上':2 '上海':2 '海':3"],
  ["it's", "'it':1 's':2"],
  ['...', ''],
])('%s is stored as %s', (text, vector) => expect(searchVector(text)).toBe(vector));

test.each([
  ['tea', "'tea':*"],
  ['Tea coffee', "'tea':* & 'coffee':*"],
  ['a', "'a'"],
  ['上海', "'上海'"],
  ['桌', "'桌'"],
  ['上海东边', "'上海' <1> '海东' <1> '东边'"],
  ['手机iPhone', "'手机' <2> 'iphone':*"],
  ['jo.smith@example', "'jo' <1> 'smith' <1> 'example':*"],
  ['"tea is ready"', "'tea' <1> 'is' <1> 'ready'"],
  ['“tea is” «ready»', "'tea' <1> 'is' & 'ready'"],
  ['צה"ל', "'צה' <1> 'ל'"],
  ['"צה"ל בא"', "'צה' <1> 'ל' <1> 'בא'"],
  ['tea -coffee -"with milk"', "'tea':* & !('coffee') & !('with' <1> 'milk')"],
  ['e-mail -', "'e' <1> 'mail':*"],
  ['tea or coffee OR milk sugar', "'tea':* | 'coffee':* | 'milk':* & 'sugar':*"],
  ['or', "'or':*"],
  ['or tea or', "'or':* & 'tea':* & 'or':*"],
  ['"', undefined],
  ['!&|():*', undefined],
  ['"tea', "'tea':*"],
  ["'; DROP TABLE messages; --", "'drop':* & 'table':* & 'messages':*"],
])('%s looks for %s', (query, wanted) => expect(searchQuery(query)).toBe(wanted));
