/** Clients that send and do not read: Socket.IO by hand on a TCP connection, so that nothing reads on their behalf. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';

export type Transport = 'websocket' | 'polling';

const open = new Set<net.Socket>();

/** One connected device; from `welcome` on it reads nothing until it is asked to. */
export interface SlowReader {
  /** With an answer to heartbeats behind it. */
  emit(event: string, payload: object): Promise<unknown>;
  /** The answer to heartbeats. */
  pong(): Promise<unknown>;
  /** Reads from now on. @returns all that comes until the server ends the connection */
  readToTheEnd(): Promise<string>;
}

export function closeSlowReaders(): void {
  for (const socket of open) socket.destroy();
  open.clear();
}

export function slowReader(transport: Transport, url: string, token: string): Promise<SlowReader> {
  return transport === 'websocket' ? onWebSocket(url, token) : polling(url, token);
}

async function connect(url: string): Promise<net.Socket> {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  open.add(socket);
  await once(socket, 'connect');
  return socket;
}

/** Reads until the received bytes contain `enough`. */
async function readUntil(socket: net.Socket, enough: string): Promise<string> {
  let text = '';
  while (!text.includes(enough)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    text += chunk.toString('latin1');
  }
  return text;
}

async function onWebSocket(url: string, token: string): Promise<SlowReader> {
  const socket = await connect(url);
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: ${new URL(url).host}\r\nconnection: Upgrade\r\n` +
      `upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n\r\n`,
  );
  await readUntil(socket, '0{');
  const send = (text: string) => Promise.resolve(socket.write(textFrame(text)));
  await send(`40${JSON.stringify({ token })}`);
  await readUntil(socket, 'welcome');
  socket.pause();
  return {
    emit: async (event, payload) => {
      await send(`420${JSON.stringify([event, payload])}`);
      await send('3');
    },
    pong: () => send('3'),
    readToTheEnd: async () => {
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString('latin1')));
      socket.resume();
      if (!socket.closed) await once(socket, 'close');
      return text;
    },
  };
}

async function polling(url: string, token: string): Promise<SlowReader> {
  const path = `${url}/socket.io/?EIO=4&transport=polling`;
  const opened = await (await fetch(path)).text();
  const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
  const post = async (body: string) =>
    (
      await fetch(`${path}&sid=${sid}`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })
    ).text();
  const poll = async () => (await fetch(`${path}&sid=${sid}`)).text();
  await post(`40${JSON.stringify({ token })}`);
  while (!(await poll()).includes('welcome'));
  return {
    emit: (event, payload) => post(`420${JSON.stringify([event, payload])}\x1e3`),
    pong: () => post('3'),
    readToTheEnd: poll,
  };
}

/** As clients send them: masked, here with zeros. */
function textFrame(text: string): Buffer {
  const bytes = Buffer.from(text);
  const long = bytes.length >= 126;
  const head = Buffer.alloc(long ? 8 : 6);
  head[0] = 0x81;
  head[1] = 0x80 | (long ? 126 : bytes.length);
  if (long) head.writeUInt16BE(bytes.length, 2);
  return Buffer.concat([head, bytes]);
}
