import type { Socket } from 'socket.io';
import type { Principal } from '../platform/http/principal.js';
import { closeSoon, engineOf } from './frames/engine.js';
import type { Slot } from './idle.policy.js';
import { textFrame, writeFrame } from './frames/text-frame.js';

/** An event that is encoded once and written to many sockets. */
interface EncodedEvent {
  writeTo(socket: Socket): void;
}

/** One device's living socket on this instance, as slices above see it. */
export class Connection {
  principal: Principal;
  /** Whether this client wants signals with their numbers: the handshake's `auth: {token, signalSeq: true}`. */
  readonly wantsSeq: boolean;
  /** Whether this client takes many changes of presence in one message: `auth: {token, presence: 'batched'}`. */
  readonly wantsBatches: boolean;
  /** Groups this device was admitted to; made when first needed, most connections have none. */
  private admitted?: Map<string, object>;
  private expiryWarned = false;
  /** Where slices above say that the device is. */
  private readonly places = { chat: false, inbox: false, voice: false };
  /** Whether an event has come since the last check. */
  private heard = true;
  private quietSinceMs = 0;
  /** Set when it was ended before Socket.IO had finished connecting it. */
  private ended = false;
  /** The code of `session:ended` when the server ended it. */
  endedFor?: string;
  /** The server ended it because its session is over: it is no lost network. */
  isSignedOut = false;

  constructor(
    private readonly socket: Socket,
    principal: Principal,
    /** The key of limits by IP address. */
    readonly address: string,
    /** The process it is connected to. */
    readonly instanceId: string,
  ) {
    this.principal = principal;
    this.wantsSeq = socket.handshake.auth['signalSeq'] === true;
    this.wantsBatches = socket.handshake.auth['presence'] === 'batched';
  }

  get id(): string {
    return this.socket.id;
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  emit(event: string, payload: object): void {
    this.socket.emit(event, payload);
  }

  /** Calls back with the name of every event sent to this device. @returns a function that stops it */
  onOutgoing(listener: (event: string) => void): () => void {
    this.socket.onAnyOutgoing(listener);
    return () => void this.socket.offAnyOutgoing(listener);
  }

  /** Writes a Socket.IO frame that is already encoded. */
  write(frame: string): void {
    writeFrame(this.socket.conn, frame, textFrame(frame));
  }

  /** Writes an event that many get. */
  writePrepared(event: EncodedEvent): void {
    event.writeTo(this.socket);
  }

  join(rooms: string[]): void {
    void this.socket.join(rooms);
  }

  leave(rooms: string[]): void {
    for (const room of rooms) void this.socket.leave(room);
  }

  isIn(room: string): boolean {
    return this.socket.rooms.has(room);
  }

  /** Ends the transport; earlier events are still delivered. */
  disconnect(): void {
    this.ended = true;
    this.socket.disconnect(true);
    closeSoon(engineOf(this.socket));
  }

  get wasEnded(): boolean {
    return this.ended;
  }

  /** The handshake's request is no longer needed and holds kilobytes. */
  releaseHandshake(): void {
    Reflect.set(this.socket.conn, 'request', null);
  }

  admit(groupId: string, admission: object): void {
    this.admitted ??= new Map();
    this.admitted.set(groupId, admission);
  }

  /** The data that the admitting slice keeps for it. */
  admission(groupId: string): object | undefined {
    return this.admitted?.get(groupId);
  }

  dismiss(groupId: string): void {
    this.admitted?.delete(groupId);
  }

  get groupIds(): string[] {
    return [...(this.admitted?.keys() ?? [])];
  }

  /** Sets what the device shows or takes part in; its idle timeout depends on it. */
  setPlace(place: 'chat' | 'inbox' | 'voice', isThere: boolean): void {
    this.places[place] = isThere;
  }

  /** Places it shows, the nearest first. */
  get place(): Slot {
    return this.places.inbox ? 'inbox' : this.places.chat ? 'chat' : 'presence';
  }

  /** In a call or in a voice channel: never idle. */
  get isTalking(): boolean {
    return this.places.voice || (this.admitted?.size ?? 0) > 0;
  }

  /** An event came from the client. */
  hear(): void {
    this.heard = true;
  }

  /** @returns since when nothing has come from the client, as exactly as this is asked often */
  quietSince(nowMs: number): number {
    if (this.heard || this.isTalking) this.quietSinceMs = nowMs;
    this.heard = false;
    return this.quietSinceMs;
  }

  /** True once per token: the moment to send `auth:expiring`. */
  warnOfExpiry(): boolean {
    if (this.expiryWarned) return false;
    this.expiryWarned = true;
    return true;
  }

  renew(principal: Principal): void {
    this.principal = principal;
    this.expiryWarned = false;
  }
}

/** The frame that `emit` would write, for writing the same to many. */
export function encodeEvent(event: string, payload: object): string {
  return `2${JSON.stringify([event, payload])}`;
}
