/**
 * The method is the one in the request line; methods that echo requests, and headers that override the method, are not
 * supported.
 */
import http from 'node:http';
import { beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { aUser, type Device } from '../support/client.js';

let ana: Device;
beforeAll(async () => {
  ana = await aUser('ana');
});

test.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
  '%s is ignored',
  async (header) => {
    const sessions = (await ana.rest.get('/api/auth/sessions').expect(200)).body.items as { id: string }[];
    const answer = await ana.rest.get(`/api/auth/sessions?_method=DELETE`).set(header, 'DELETE');
    expect(answer.status).toBe(200);
    await ana.rest.post(`/api/auth/sessions/${sessions[0]!.id}`).set(header, 'DELETE').expect(405);
    await ana.rest.get('/api/auth/logout').set(header, 'POST').expect(405);
    await ana.rest.get('/api/auth/me').expect(200);
  },
);

test.each(['TRACE', 'TRACK', 'PROPFIND', 'CONNECT', 'DEBUG'])(
  '%s gets nowhere and is not echoed',
  async (method) => {
    const { status, body } = await ask(ana.url, method, { authorization: `Bearer ${ana.accessToken}` });
    expect([400, 405, undefined]).toContain(status);
    expect(body).not.toContain(ana.accessToken);
    await supertest(ana.url).get('/api/health/live').expect(200);
  },
);

test('TRACE is refused like any method that a path does not know', async () => {
  expect((await ask(ana.url, 'TRACE', {})).status).toBe(405);
});

/** Neither fetch nor supertest sends these. */
function ask(
  url: string,
  method: string,
  headers: Record<string, string>,
): Promise<{ status?: number; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const path = '/api/auth/me';
    const request = http.request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode, body }));
    });
    // A method that Node does not know ends the connection.
    request.on('error', () => resolve({ body: '' }));
    request.on('connect', (answer, socket) => {
      socket.destroy();
      resolve({ status: answer.statusCode, body: '' });
    });
    request.end();
  });
}
