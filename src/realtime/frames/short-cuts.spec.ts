import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Server, type Socket } from 'socket.io';
import { io, type Socket as Client } from 'socket.io-client';
import { Decoder, Encoder } from 'socket.io-parser';
import { loadConfiguration } from '../../platform/config/load-configuration.js';
import { Log } from '../../platform/log/log.js';
import { Connection } from '../socket.connection.js';
import { SocketDispatch } from '../socket.dispatch.js';
import { FrameDecoder } from './addressed-frame.js';
import { engineOf, sentBytes, tcpOf } from './engine.js';
import { frameOptions } from './frame-options.js';
import { type AddressedFrame, HotEvents } from './hot-events.service.js';
import { PreparedEvent } from './prepared-event.js';
import { SendBacklog } from './send-backlog.js';
import { textFrame } from './text-frame.js';

/** The short cuts use private parts of socket.io, engine.io and ws. A version without them would work on, only slower. */

const RECEIVERS = 3;
const http = createServer();
const server = new Server(http, { ...frameOptions, serveClient: false });
const clients: Client[] = [];
const sockets: Socket[] = [];
let encodes: jest.SpiedFunction<Encoder['encode']>;
let decodes: jest.SpiedFunction<Decoder['add']>;

/** Of the server's one encoder; clients have theirs. */
const encoded = (): number =>
  encodes.mock.contexts.filter((one) => one === Reflect.get(server, 'encoder')).length;
const decoded = (): number => decodes.mock.contexts.filter((one) => one instanceof FrameDecoder).length;

const arrivals = (event: string): Promise<unknown[]> =>
  Promise.all(clients.map((client) => new Promise((resolve) => client.once(event, resolve))));

/** What is called of a server's side of a WebSocket. */
function watched(socket: Socket) {
  const ws = engineOf(socket).transport.socket as unknown as {
    send: (...args: unknown[]) => void;
    _sender: { sendFrame: (frame: Buffer[]) => void };
  };
  return { send: jest.spyOn(ws, 'send'), sendFrame: jest.spyOn(ws._sender, 'sendFrame') };
}

beforeAll(async () => {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  for (let n = 0; n < RECEIVERS; n++) {
    const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const client = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
    await new Promise<void>((resolve) => client.once('connect', resolve));
    clients.push(client);
    sockets.push(await connected);
  }
});

beforeEach(() => {
  encodes = jest.spyOn(Encoder.prototype, 'encode');
  decodes = jest.spyOn(Decoder.prototype, 'add');
});

afterEach(() => void jest.restoreAllMocks());

afterAll(async () => {
  for (const client of clients) client.disconnect();
  await server.close();
});

function connectionOf(socket: Socket): Connection {
  const principal = { userId: 'u', sessionId: 's', isGuest: false, expiresAtMs: Infinity };
  return new Connection(socket, principal, '127.0.0.1', 'i', new Set());
}

describe('what is sent', () => {
  it('the ordinary way is counted', async () => {
    const { send } = watched(sockets[0]!);
    const arrived = new Promise((resolve) => clients[0]!.once('ordinary', resolve));
    sockets[0]!.emit('ordinary', { text: 'é' });
    expect(await arrived).toEqual({ text: 'é' });
    expect({ encoded: encoded(), sent: send.mock.calls.length }).toEqual({ encoded: 1, sent: 1 });
  });

  it('an event for many is one frame, handed to ws as it is', async () => {
    const writes = sockets.map((socket) => ({ ...watched(socket), write: jest.spyOn(socket.conn, 'write') }));
    const arrived = arrivals('prepared');
    const prepared = new PreparedEvent('prepared', { text: 'é' });
    for (const socket of sockets) connectionOf(socket).writePrepared(prepared);
    expect(await arrived).toEqual(clients.map(() => ({ text: 'é' })));
    expect(encoded()).toBe(0);
    const frames = writes.map(({ send, sendFrame, write }) => {
      expect(write).not.toHaveBeenCalled();
      expect(send).not.toHaveBeenCalled();
      expect(sendFrame).toHaveBeenCalledTimes(1);
      return sendFrame.mock.calls[0]![0];
    });
    expect(new Set(frames).size).toBe(1);
  });

  it('text that is encoded already passes Engine.IO as one frame', async () => {
    const { send, sendFrame } = watched(sockets[0]!);
    const arrived = new Promise((resolve) => clients[0]!.once('written', resolve));
    connectionOf(sockets[0]!).write('2["written",{"text":"é"}]');
    expect(await arrived).toEqual({ text: 'é' });
    expect(encoded()).toBe(0);
    expect(send).not.toHaveBeenCalled();
    expect(sendFrame.mock.calls.map(([frame]) => frame.length)).toEqual([1]);
  });

  it('what waits is counted: packets, flushes, and the bytes of TCP', async () => {
    const engine = engineOf(sockets[1]!);
    const backlog = new SendBacklog(engine, {
      maxBytes: 1e6,
      watch: () => undefined,
      unwatch: () => undefined,
      overflowed: () => undefined,
    });
    const added = jest.spyOn(backlog, 'add');
    const flushed = jest.spyOn(backlog, 'flush');
    const before = sentBytes(tcpOf(engine)!);
    const arrived = new Promise((resolve) => clients[1]!.once('counted', resolve));
    connectionOf(sockets[1]!).write('2["counted"]');
    await arrived;
    expect(added.mock.calls[0]![0].options?.wsPreEncodedFrame).toHaveLength(1);
    expect(flushed).toHaveBeenCalledTimes(1);
    expect(sentBytes(tcpOf(engine)!) - before).toBe(textFrame('2["counted"]').length);
  });
});

describe('what arrives', () => {
  const taken: AddressedFrame[] = [];

  beforeAll(() => {
    const hot = new HotEvents();
    hot.register({
      event: 'signal',
      keys: ['candidate'],
      takePayload: () => null,
      takeFrame: (_, frame) => {
        taken.push(frame);
        return null;
      },
    });
    const config = loadConfiguration({ LOG_LEVEL: 'error' });
    const dispatch = new SocketDispatch(hot, config, new Log(config));
    dispatch.register('echo', async (payload) => payload);
    dispatch.attach(sockets[2]!, connectionOf(sockets[2]!));
  });

  it('the ordinary way is counted', async () => {
    const arrived = new Promise((resolve) => sockets[1]!.once('ordinary', resolve));
    clients[1]!.emit('ordinary', { n: 1 });
    expect(await arrived).toEqual({ n: 1 });
    expect(decoded()).toBe(1);
  });

  it('an event and its answer pass the parser by', async () => {
    expect(await clients[2]!.emitWithAck('echo', { n: 1 })).toEqual({ ok: true, data: { n: 1 } });
    expect({ decoded: decoded(), encoded: encoded() }).toEqual({ decoded: 0, encoded: 0 });
  });

  it('of the hot event the value is kept as text', async () => {
    const signal = { groupId: 'g', to: 'p', candidate: { candidate: 'é' } };
    expect(await clients[2]!.emitWithAck('signal', signal)).toEqual({ ok: true, data: {} });
    expect(taken.map(({ valueText }) => valueText)).toEqual(['{"candidate":"é"}']);
    expect({ decoded: decoded(), encoded: encoded() }).toEqual({ decoded: 0, encoded: 0 });
  });
});
