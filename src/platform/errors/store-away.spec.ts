import { describe, expect, it } from '@jest/globals';
import { storeAway } from './store-away.js';
import { toAppError } from './to-app-error.js';

const NOT_NOW = [
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '25006',
  '25P03',
  '25P04',
  '28000',
  '28P01',
  '3D000',
  '40001',
  '40003',
  '40P01',
  '53000',
  '53100',
  '53200',
  '53300',
  '53400',
  '55006',
  '55P03',
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '57P04',
  '57P05',
  '58000',
  '58030',
  '58P01',
];
const WRONG = [
  '22001',
  '22P02',
  '23502',
  '23503',
  '23505',
  '23514',
  '25P02',
  '42501',
  '42601',
  '42703',
  '42P01',
  'P0001',
  'XX000',
];

/** In the forms in which it comes up from the driver. */
const forms: Record<string, (code: string) => unknown> = {
  'the driver itself': (code) => Object.assign(new Error('it says'), { code, severity: 'ERROR' }),
  "Prisma's adapter, whose cause is no Error": (code) =>
    Object.assign(new Error('postgres'), {
      name: 'DriverAdapterError',
      cause: { kind: 'postgres', code, originalCode: code, message: 'it says' },
    }),
  'a raw statement of Prisma': (code) =>
    Object.assign(new Error('Raw query failed'), {
      code: 'P2010',
      meta: {
        driverAdapterError: Object.assign(new Error('x'), { cause: { kind: 'other', originalCode: code } }),
      },
    }),
  'something that wraps it': (code) =>
    new Error('could not', { cause: Object.assign(new Error('x'), { code }) }),
};

describe.each(Object.entries(forms))('recognised by %s', (_, form) => {
  it.each(NOT_NOW)('%s passes, and may be tried again', (code) =>
    expect(toAppError(form(code))).toMatchObject({
      code: 'service_unavailable',
      status: 503,
      retryable: true,
    }),
  );
  it.each(WRONG)('%s is a fault', (code) => expect(toAppError(form(code)).code).toBe('internal_error'));
});

describe('without a SQLSTATE', () => {
  it.each<[string, unknown]>([
    [
      'too many connections',
      Object.assign(new Error('x'), { cause: { kind: 'TooManyConnections', cause: 'sorry' } }),
    ],
    ['a write conflict', Object.assign(new Error('x'), { code: 'P2034' })],
    ['no connection in time', new Error('timeout exceeded when trying to connect')],
    ['no answer in time', new Error('Query read timeout')],
    ['a name that cannot be looked up', Object.assign(new Error('x'), { code: 'EAI_AGAIN' })],
    ['Redis that is cut off', Object.assign(new Error('x'), { name: 'MaxRetriesPerRequestError' })],
  ])('%s passes', (_, error) => expect(storeAway(error)).toBe(true));

  it.each<[string, unknown]>([
    ['any other error', new Error('undefined is not a function')],
    ['a unique index', Object.assign(new Error('x'), { code: 'P2002' })],
    ['nothing', undefined],
    ['text', '57P01'],
  ])('%s is a fault', (_, error) => expect(storeAway(error)).toBe(false));

  it('ends with a cause that leads back to itself', () => {
    const error = new Error('x');
    error.cause = error;
    expect(storeAway(error)).toBe(false);
  });
});
