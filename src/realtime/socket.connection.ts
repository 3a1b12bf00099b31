import type { Socket } from 'socket.io';
import type { Principal } from '../platform/access/principal.js';
import { closeSoon, engineOf } from './frames/engine.js';
import type { HandshakeFlag, IdleCloseCode } from './realtime.protocol.js';
import { textFrame, writeFrame } from './frames/text-frame.js';

/** An event that is encoded once and written to many sockets. */
interface EncodedEvent {
  writeTo(socket: Socket): void;
}

/** What a device does, as far as its idleness is concerned; registered by the slice that sees it do so. */
export interface IdleClass {
  name: string;
  /** Of several classes of a connection the highest counts. */
  rank: number;
  /** Seconds; 0 for never. */
  timeoutS: number;
  closeCode: IdleCloseCode;
}

const NOTHING: readonly never[] = [];

/** One device's living socket on this instance, as slices above see it. */
export class Connection {
  principal: Principal;
  /** Groups this device was admitted to; made when first needed, most connections have none. */
  private admitted?: Map<string, object>;
  private expiryWarned = false;
  /** The idle classes that slices have set; most connections have none. */
  private doing: readonly IdleClass[] = NOTHING;
  private awakeFor: readonly string[] = NOTHING;
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
    readonly ip: string,
    /** The process it is connected to. */
    readonly instanceId: string,
    private readonly flags: ReadonlySet<HandshakeFlag>,
  ) {
    this.principal = principal;
  }

  get id(): string {
    return this.socket.id;
  }

  /** Whether the client set a flag in the handshake. */
  has(flag: HandshakeFlag): boolean {
    return this.flags.has(flag);
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

  join(socketRooms: string[]): void {
    void this.socket.join(socketRooms);
  }

  leave(socketRooms: string[]): void {
    for (const socketRoom of socketRooms) void this.socket.leave(socketRoom);
  }

  isIn(socketRoom: string): boolean {
    return this.socket.rooms.has(socketRoom);
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
  setIdleClass(idleClass: IdleClass, isIn: boolean): void {
    this.doing = toggled(this.doing, idleClass, isIn);
  }

  get idleClasses(): readonly IdleClass[] {
    return this.doing;
  }

  /** Says whether the device takes part in something that needs no events: it is never idle meanwhile, nor in a group. */
  keepAwake(reason: string, isOn: boolean): void {
    this.awakeFor = toggled(this.awakeFor, reason, isOn);
  }

  /** An event came from the client. */
  hear(): void {
    this.heard = true;
  }

  /** @returns since when nothing has come from the client, as exactly as this is asked often */
  quietSince(nowMs: number): number {
    if (this.heard || this.isAwake) this.quietSinceMs = nowMs;
    this.heard = false;
    return this.quietSinceMs;
  }

  private get isAwake(): boolean {
    return this.awakeFor.length > 0 || (this.admitted?.size ?? 0) > 0;
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

function toggled<T>(list: readonly T[], entry: T, isIn: boolean): readonly T[] {
  if (list.includes(entry) === isIn) return list;
  const others = list.filter((one) => one !== entry);
  return isIn ? [...others, entry] : others.length > 0 ? others : NOTHING;
}

/** The frame that `emit` would write, for writing the same to many. */
export function encodeEvent(event: string, payload: object): string {
  return `2${JSON.stringify([event, payload])}`;
}
