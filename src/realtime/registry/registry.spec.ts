import { describe, expect, it, test } from '@jest/globals';
import type { IdleClass } from '../socket.connection.js';
import type { HandshakeFlag } from '../realtime.protocol.js';
import { RealtimeRegistry } from './realtime-registry.service.js';

const LOUD: HandshakeFlag = { field: 'loud', value: true };
const IN_BULK: HandshakeFlag = { field: 'letters', value: 'in-bulk' };
const idleClass = (name: string, rank: number, timeoutS = 60): IdleClass => ({
  name,
  rank,
  timeoutS,
  closeCode: 4000,
});
const HERE = idleClass('here', 0, 0);
const READING = idleClass('reading', 1, 90);
const WRITING = idleClass('writing', 2, 30);

const filled = (): RealtimeRegistry => {
  const registry = new RealtimeRegistry();
  registry.features.register('second', 2);
  registry.features.register('first', 1);
  registry.handshakeFlags.register(LOUD);
  registry.handshakeFlags.register(IN_BULK);
  registry.idleClasses.register(WRITING);
  registry.idleClasses.registerDefault(HERE);
  registry.idleClasses.register(READING);
  return registry;
};

test('features come in their positions', () => expect(filled().features.names).toEqual(['first', 'second']));

describe('handshake flags', () => {
  it.each<[Record<string, unknown>, HandshakeFlag[]]>([
    [{ token: 't' }, []],
    [{ token: 't', loud: true }, [LOUD]],
    [{ letters: 'in-bulk' }, [IN_BULK]],
    [{ letters: 'in-bulk', loud: true }, [LOUD, IN_BULK]],
    [{ loud: 'true', letters: true }, []],
    [{ loud: 1, letters: ['in-bulk'] }, []],
    [{ unknown: true }, []],
  ])('%j sets %j', (auth, expected) => expect([...filled().handshakeFlags.read(auth)]).toEqual(expected));

  it('are one set for all that say the same', () => {
    const { handshakeFlags } = filled();
    const flags = handshakeFlags.read({ token: 'a', loud: true });
    expect(handshakeFlags.read({ loud: true, token: 'b' })).toBe(flags);
    expect(handshakeFlags.read({ token: 'a' })).not.toBe(flags);
  });
});

describe('idle classes', () => {
  it.each<[IdleClass[], IdleClass]>([
    [[], HERE],
    [[READING], READING],
    [[READING, WRITING], WRITING],
    [[WRITING, READING], WRITING],
  ])('of %j %j counts', (own, expected) => expect(filled().idleClasses.of(own)).toBe(expected));

  it('all have a timeout', () => expect(filled().idleClasses.timeoutsS.toSorted()).toEqual([0, 30, 90]));

  it('need a default', () =>
    expect(() => new RealtimeRegistry().idleClasses.of([])).toThrow('there is no default'));
});

const registrations: [string, (registry: RealtimeRegistry) => void][] = [
  ['a feature', ({ features }) => features.register('first', 3)],
  ['a handshake flag', ({ handshakeFlags }) => handshakeFlags.register({ field: 'loud', value: 'very' })],
  ['an idle class', ({ idleClasses }) => idleClasses.register(idleClass('reading', 7))],
];

test.each(registrations)('%s is registered once', (_, register) => {
  register(new RealtimeRegistry());
  expect(() => register(filled())).toThrow('registered twice');
});

test.each(registrations)('%s is registered before the start has ended', (_, register) => {
  const registry = new RealtimeRegistry();
  registry.onApplicationBootstrap();
  expect(() => register(registry)).toThrow('registered after the start');
});

test('there is one default', () =>
  expect(() => filled().idleClasses.registerDefault(idleClass('there', 0))).toThrow('there is a default'));
