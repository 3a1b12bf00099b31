/** A Socket.IO handshake without a token, written by hand (engine.io 4, socket.io 5): how far it gets shows what blocks it. */
import { WebSocket } from 'ws';
import { reasonOf } from './finding.js';
import { type HttpProbe, readJson } from './http-probe.js';

const PATH = '/socket.io/?EIO=4&transport=';
const TIMEOUT_MS = 8000;
const OPEN = '0';
const CONNECT = '40';
const CONNECT_ERROR = '44';

export type Handshake =
  /** The server itself answered, with this code; `token_missing` is as it should be. */
  { reached: true; code: string } | { reached: false; status?: number; says: string };

/** @param headers such as Origin */
export async function overPolling(
  outside: HttpProbe,
  headers: Record<string, string> = {},
): Promise<Handshake> {
  try {
    const opened = await outside.ask(`${PATH}polling`, { headers });
    const { sid } = (readJson(opened.body.slice(1)) ?? {}) as { sid?: string };
    if (opened.status !== 200 || !opened.body.startsWith(OPEN) || sid === undefined) return stuck(opened);
    // As a browser does it: with the cookies of the first answer.
    const cookie = (opened.headers['set-cookie'] ?? []).map((text) => text.split(';')[0]).join('; ');
    const again = { headers: { ...headers, ...(cookie !== '' && { cookie }) } };
    const path = `${PATH}polling&sid=${encodeURIComponent(sid)}`;
    const sent = await outside.ask(path, { ...again, method: 'POST', body: CONNECT });
    if (sent.status !== 200) return stuck(sent);
    const answered = await outside.ask(path, again);
    return answered.body.startsWith(CONNECT_ERROR) ? refusal(answered.body) : stuck(answered);
  } catch (error) {
    return { reached: false, says: reasonOf(error) };
  }
}

/** @param origin the page that asks */
export function overWebSocket({ url }: HttpProbe, origin: string): Promise<Handshake> {
  const target = new URL(`${PATH}websocket`, url.href.replace(/^http/, 'ws'));
  return new Promise((resolve) => {
    const socket = new WebSocket(target, {
      origin,
      rejectUnauthorized: false,
      handshakeTimeout: TIMEOUT_MS,
      perMessageDeflate: false,
      maxPayload: 64 * 1024,
    });
    const timer = setTimeout(() => finish({ reached: false, says: 'no answer' }), TIMEOUT_MS);
    const finish = (handshake: Handshake): void => {
      clearTimeout(timer);
      socket.terminate();
      resolve(handshake);
    };
    socket.on('unexpected-response', (_request, answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString().slice(0, 1000)));
      answer.on('close', () => finish(stuck({ status: answer.statusCode!, body })));
    });
    socket.on('error', (error) => finish({ reached: false, says: reasonOf(error) }));
    socket.on('close', () => finish({ reached: false, says: 'it closed the connection' }));
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.startsWith(OPEN)) socket.send(CONNECT);
      else if (text.startsWith(CONNECT_ERROR)) finish(refusal(text));
    });
  });
}

function refusal(packet: string): Handshake {
  const said = readJson(packet.slice(CONNECT_ERROR.length)) as
    { message?: string; data?: { code?: string } } | undefined;
  return { reached: true, code: said?.data?.code ?? said?.message ?? 'unknown' };
}

function stuck({ status, body }: { status: number; body: string }): Handshake {
  const { message } = (readJson(body) ?? {}) as { message?: unknown };
  // On an upgrade engine.io says it without JSON.
  const reason = typeof message === 'string' ? message : /^[\w ]{1,60}$/.test(body) ? body : '';
  return { reached: false, says: `it answered ${status}${reason === '' ? '' : ` (${reason})`}` };
}
