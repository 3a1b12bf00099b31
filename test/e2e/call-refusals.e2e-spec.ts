/** Refusals of calls, with the same code on the socket and on REST. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import type { Problem } from '../../src/platform/wire/problem.protocol.js';
import { anActiveCall, OFFER, ring } from '../support/calls.js';
import { aGuest, aUser, type Device } from '../support/client.js';

let ana: Device;
let ben: Device;
let eve: Device;

beforeAll(async () => {
  [ana, ben, eve] = [await aUser('ana'), await aUser('ben'), await aUser('eve')];
  await Promise.all([ana, ben, eve].map((device) => device.connect()));
});

describe('ringing', () => {
  test.each([
    ['nobody', async () => randomUUID(), 'user_not_found', 404],
    ['oneself', async () => ana.id, 'cannot_call_yourself', 400],
  ])('%s', async (_name, callee, code, status) => {
    const payload = { calleeId: await callee(), media: 'audio' as const };
    await expect(ana.emit('call:ring', payload)).rejects.toMatchObject({ code, retryable: false });
    const answer = await ana.rest.post('/api/calls').send(payload).expect(status);
    expect(answer.body).toMatchObject({ code, status, requestId: answer.headers['x-request-id'] });
  });

  test('as a guest; being called as a guest is fine', async () => {
    const guest = await aGuest('Gus');
    await guest.connect();
    const payload = { calleeId: ana.id, media: 'audio' as const };
    await expect(guest.emit('call:ring', payload)).rejects.toMatchObject({ code: 'guest_not_allowed' });
    const answer = await guest.rest.post('/api/calls').send(payload).expect(403);
    expect(answer.body).toMatchObject({ code: 'guest_not_allowed' });
    const { call } = await ring(ana, guest);
    await guest.emit('call:accept', { callId: call.id });
    await ana.emit('call:hangup', { callId: call.id });
  });

  test('without a token', async () => {
    const answer = await supertest(ana.url).post('/api/calls').send({ calleeId: ben.id, media: 'audio' });
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'token_missing' });
  });
});

describe('a payload that is not as it should be', () => {
  const callee = randomUUID();
  test.each<[string, unknown, string]>([
    ['an id that is none', { calleeId: 'ben', media: 'audio' }, 'calleeId'],
    ['no id', { media: 'audio' }, 'calleeId'],
    ['a medium that is none', { calleeId: callee, media: 'smell' }, 'media'],
    ['a list for a value', { calleeId: [callee], media: 'audio' }, 'calleeId'],
    ['an unknown field', { calleeId: callee, media: 'audio', force: true }, 'force'],
    [
      'a description of the wrong type',
      { calleeId: callee, media: 'audio', description: { ...OFFER, type: 'answer' } },
      'description.type',
    ],
    [
      'an unknown field further in',
      { calleeId: callee, media: 'audio', description: { ...OFFER, x: 1 } },
      'description.x',
    ],
    ['a description that is text', { calleeId: callee, media: 'audio', description: 'v=0' }, 'description'],
    ['a list', [{ calleeId: callee, media: 'audio' }], ''],
    ['text', 'ring', ''],
    ['a number', 7, ''],
    ['null', null, ''],
  ])('%s: the field is named', async (_name, payload, path) => {
    const refused = ana.emitAnything('call:ring', payload);
    await expect(refused).rejects.toMatchObject({
      code: 'validation_failed',
      errors: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });

  test('no payload at all', async () => {
    await expect(ana.emitAnything('call:ring')).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(ana.emitAnything('call:accept', {})).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'callId', code: expect.any(String), message: expect.any(String) }],
    });
  });

  test.each<[string, object, string]>([
    ['an id that is none', { calleeId: 'ben', media: 'audio' }, 'calleeId'],
    ['an unknown field', { calleeId: callee, media: 'audio', description: OFFER }, 'description'],
    ['a medium that is none', { calleeId: callee, media: ['audio'] }, 'media'],
  ])('by REST, %s: the field is named', async (_name, body, path) => {
    const answer = await ana.rest.post('/api/calls').send(body).expect(400);
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
  });

  test.each([
    ['cursor', 'cursor=nonsense'],
    ['cursor', `cursor=${Buffer.from(`2026-01-01T00:00:00.000Z ' OR 1=1 --`).toString('base64url')}`],
    ['limit', 'limit=0'],
    ['limit', 'limit=101'],
    ['limit', 'limit=many'],
    ['status', 'status=ringing'],
    ['peer', 'peer=ben'],
    ['order', 'order=asc'],
    ['status', 'status=ended&status=active'],
  ])('a log that is asked for wrongly names %s (%s)', async (path, query) => {
    const answer = await ana.rest.get(`/api/calls?${query}`).expect(400);
    const { code, errors } = answer.body as Problem;
    expect(code).toBe('validation_failed');
    expect([...new Set(errors!.map((error) => error.path))]).toEqual([path]);
  });

  test('nesting without end', async () => {
    const body = `{"calleeId":"${callee}","media":"audio","x":${'{"x":'.repeat(9000)}1${'}'.repeat(9000)}}`;
    const answer = await ana.rest.post('/api/calls').set('content-type', 'application/json').send(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ code: 'max_nesting' }] });
  });

  test('an id in the path that is none', async () => {
    const answer = await ana.rest.get('/api/calls/7').expect(400);
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'id' }] });
  });
});

const acts = ['accept', 'decline', 'hangup'] as const;

describe('a call of others', () => {
  test('does not exist for a stranger', async () => {
    const { call } = await ring(ana, ben);
    for (const act of [...acts, 'alerting', 'connected', 'resume'] as const)
      await expect(eve.emit(`call:${act}`, { callId: call.id })).rejects.toMatchObject({
        code: 'call_not_found',
      });
    for (const act of acts) {
      const answer = await eve.rest.post(`/api/calls/${call.id}/${act}`).expect(404);
      expect(answer.body).toMatchObject({ code: 'call_not_found' });
    }
    const answer = await eve.rest.get(`/api/calls/${call.id}`).expect(404);
    expect(answer.body).toMatchObject({ code: 'call_not_found' });
    const log = await eve.rest.get('/api/calls').query({ peer: ana.id }).expect(200);
    expect(log.body).toEqual({ items: [], nextCursor: null });
    await ana.emit('call:hangup', { callId: call.id });
  });

  test('and one that nobody made does not exist for anybody', async () => {
    const callId = randomUUID();
    for (const act of acts)
      await expect(ana.emit(`call:${act}`, { callId })).rejects.toMatchObject({ code: 'call_not_found' });
    await ana.rest.get(`/api/calls/${callId}`).expect(404);
  });
});

describe('the wrong side or the wrong moment', () => {
  test('the caller cannot answer, refuse or let it ring', async () => {
    const { call } = await ring(ana, ben);
    const callId = call.id;
    for (const act of ['accept', 'decline', 'alerting'] as const)
      await expect(ana.emit(`call:${act}`, { callId })).rejects.toMatchObject({ code: 'not_the_callee' });
    const answer = await ana.rest.post(`/api/calls/${callId}/accept`).expect(403);
    expect(answer.body).toMatchObject({ code: 'not_the_callee' });
    await ana.emit('call:hangup', { callId });
  });

  test('media cannot flow, nor a device come back, before the answer', async () => {
    const { call } = await ring(ana, ben);
    const callId = call.id;
    await expect(ana.emit('call:connected', { callId })).rejects.toMatchObject({ code: 'call_not_answered' });
    await expect(ben.emit('call:resume', { callId })).rejects.toMatchObject({ code: 'not_in_call' });
    await ana.emit('call:hangup', { callId });
  });

  test('what is answered cannot be answered or declined again', async () => {
    const { call } = await anActiveCall({ ana, ben });
    const callId = call.id;
    for (const act of ['accept', 'decline'] as const) {
      await expect(ben.emit(`call:${act}`, { callId })).rejects.toMatchObject({
        code: 'call_answered_elsewhere',
      });
      const answer = await ben.rest.post(`/api/calls/${callId}/${act}`).expect(409);
      expect(answer.body).toMatchObject({ code: 'call_answered_elsewhere' });
    }
    await ben.emit('call:hangup', { callId });
  });

  test('after the end nothing can be done', async () => {
    const { call } = await anActiveCall({ ana, ben });
    const callId = call.id;
    await ana.emit('call:hangup', { callId });
    for (const act of [...acts, 'connected', 'resume'] as const)
      await expect(ben.emit(`call:${act}`, { callId })).rejects.toMatchObject({ code: 'call_ended' });
    for (const act of acts) {
      const answer = await ben.rest.post(`/api/calls/${callId}/${act}`).expect(409);
      expect(answer.body).toMatchObject({ code: 'call_ended', retryable: false });
    }
  });
});
