/** A socket.io 4 client in raw frames (engine.io protocol 4 over WebSocket, namespace `/`). */
import { Connection } from './connection.js';
import { textFrame } from './frames.js';

const PATH = '/socket.io/?EIO=4&transport=websocket';
const PONG = textFrame('3');
const PING = 0x32;
const FIRST_ACK_ID = 1000;
/** After `42["`. */
const EVENT_NAME_AT = 4;
const CALL_TIMEOUT_MS = 20_000;

type Listener = (payload: unknown) => void;

export class SocketIoClient {
  /** Takes a frame before it is decoded; true means that it was consumed. */
  tap: ((chunk: Buffer, start: number, end: number) => boolean) | undefined;
  sid = '';
  private connection: Connection;
  private readonly listeners = new Map<string, Listener>();
  private readonly acks = new Map<number, Listener>();
  private nextAckId = FIRST_ACK_ID;

  /** Resolves when the namespace is joined and, where `readyEvent` is given, that event has arrived. */
  static open(port: number, auth: object, readyEvent?: string): Promise<SocketIoClient> {
    const client = new SocketIoClient();
    const connectFrame = textFrame(`40${JSON.stringify(auth)}`);
    return new Promise((resolve, reject) => {
      const ready = () => {
        client.tap = undefined;
        resolve(client);
        return true;
      };
      client.tap = (chunk, start, end) => {
        const text = chunk.toString('utf8', start, end);
        if (text.startsWith('44')) reject(new Error(`refused: ${text.slice(2)}`));
        else if (text.startsWith('0')) client.write(connectFrame);
        else if (text.startsWith('40')) {
          client.sid = (JSON.parse(text.slice(2)) as { sid: string }).sid;
          if (readyEvent === undefined) return ready();
        } else if (readyEvent !== undefined && text.startsWith(`42["${readyEvent}"`)) return ready();
        return false;
      };
      Connection.open(port, PATH, (chunk, start, end) => client.receive(chunk, start, end)).then(
        (connection) => {
          client.connection = connection;
          connection.onClose = () => reject(new Error('disconnected during the handshake'));
        },
        reject,
      );
    });
  }

  /** Writes a frame made with `textFrame`. */
  write(frame: Buffer): void {
    this.connection.write(frame);
  }

  on(event: string, listener: Listener): void {
    this.listeners.set(event, listener);
  }

  /** Resolves with the first argument of the event's next arrival. */
  next<T>(event: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${event} did not arrive`)), CALL_TIMEOUT_MS);
      this.listeners.set(event, (payload) => {
        clearTimeout(timer);
        this.listeners.delete(event);
        resolve(payload as T);
      });
    });
  }

  /** Sends an event and resolves with the ack's data; refuses acks that are not `{ok: true}`. */
  call<T>(event: string, payload: object): Promise<T> {
    const id = this.nextAckId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${event} was not acknowledged`)), CALL_TIMEOUT_MS);
      this.acks.set(id, (answer) => {
        clearTimeout(timer);
        const ack = answer as { ok?: boolean; data?: T } | undefined;
        if (ack?.ok) resolve(ack.data as T);
        else reject(new Error(`${event} was refused: ${JSON.stringify(answer)}`));
      });
      this.write(textFrame(`42${id}${JSON.stringify([event, payload])}`));
    });
  }

  close(): void {
    this.connection.onClose = () => {};
    this.connection.close();
  }

  get closed(): boolean {
    return this.connection.closed;
  }

  private receive(chunk: Buffer, start: number, end: number): void {
    if (end - start === 1 && chunk[start] === PING) return this.write(PONG);
    if (this.tap?.(chunk, start, end)) return;
    if (chunk[start] !== 0x34) return;
    if (chunk[start + 1] === 0x32) this.receiveEvent(chunk, start, end);
    else if (chunk[start + 1] === 0x33) this.receiveAck(chunk.toString('utf8', start + 2, end));
  }

  private receiveEvent(chunk: Buffer, start: number, end: number): void {
    if (this.listeners.size === 0) return;
    const name = chunk.toString('latin1', start + EVENT_NAME_AT, chunk.indexOf(0x22, start + EVENT_NAME_AT));
    const listener = this.listeners.get(name);
    if (listener) listener((JSON.parse(chunk.toString('utf8', start + 2, end)) as unknown[])[1]);
  }

  private receiveAck(text: string): void {
    const bracket = text.indexOf('[');
    const id = Number(text.slice(0, bracket));
    const listener = this.acks.get(id);
    this.acks.delete(id);
    listener?.((JSON.parse(text.slice(bracket)) as unknown[])[0]);
  }
}
