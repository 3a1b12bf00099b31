import type { Call, PublicUser } from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';
import { Observable, type Readable } from '../platform/observable.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { Devices } from '../devices/devices.client.js';
import { ActiveCall } from './active-call.js';
import type { Person } from './call.state.js';
import type { CallsChannel } from './calls.channel.js';

/** A running call of this user, wherever it runs. */
export interface RunningCall {
  call: Call;
  person: Person;
}

interface Page {
  active: () => ActiveCall | undefined;
  begin: (call: ActiveCall) => void;
  /** Drops a call that goes on elsewhere; without a reason there is nothing to show the user. */
  release: (call: ActiveCall, why?: 'moved' | 'stayed') => void;
}

/** Calls that go from one of this user's devices to another: to here, away from here, or on the other person's side. */
export class CallMoves {
  readonly #running = new Observable<readonly RunningCall[]>([]);
  /** Calls whose other person is being looked up. */
  readonly #asked = new Set<string>();

  constructor(
    private readonly channel: CallsChannel,
    private readonly auth: Auth,
    private readonly devices: Devices,
    private readonly page: Page,
  ) {
    channel.on('call:state', ({ calls }) => {
      const active = calls.filter(({ status }) => status === 'active');
      this.#running.set(active.map(({ peer, expiresInMs: _, ...call }) => ({ call, person: peer })));
    });
    channel.on('call:answered-elsewhere', ({ call }) => void this.#answeredElsewhere(call));
    channel.on('call:ended', ({ call }) => this.delete(call.id));
    channel.on('call:moving', ({ callId, remotePeerId }) => this.#active(callId)?.moving(remotePeerId));
    channel.on('call:moved', ({ callId, remotePeerId }) => {
      const active = this.#active(callId);
      if (active && remotePeerId) void active.moved(remotePeerId);
      else if (active && !active.isTaking) this.leave(active, 'moved');
    });
    channel.on('call:move-failed', ({ callId, peerId }) => {
      const active = this.#active(callId);
      if (active?.peerId === peerId) this.leave(active, 'stayed');
      else active?.moveFailed(peerId);
    });
  }

  get running(): Readable<readonly RunningCall[]> {
    return this.#running;
  }

  /** @throws RinglineError as `call:move` is refused, and when there is no microphone */
  async take(callId: string): Promise<ActiveCall> {
    const running = this.#running.value.find(({ call }) => call.id === callId);
    if (!running)
      throw new RinglineError({ code: 'call_ended', message: 'The call ended.', retryable: false });
    const { call, person } = running;
    const isCaller = call.callerId === this.auth.state.value.user?.id;
    const direction = isCaller ? 'outgoing' : 'incoming';
    const active = new ActiveCall(direction, person, call.media, this.channel, this.devices, call);
    this.page.begin(active);
    active.isTaking = true;
    try {
      const stream = await active.openMedia();
      if (active.hasEnded) return active;
      const ack = await this.channel.request('call:move', { callId });
      if (active.hasEnded) this.#giveUp(callId);
      else await active.take(ack, stream);
    } catch (cause) {
      if (active.hasEnded) return active;
      this.cancel(active);
      throw RinglineError.from(cause);
    }
    return active;
  }

  /** This device no longer wants the call; the device that has it keeps it. */
  cancel(active: ActiveCall): void {
    const { id, peerId } = active;
    this.leave(active);
    if (id && peerId) this.#giveUp(id);
  }

  /** Drops a call here that goes on on another device. */
  leave(active: ActiveCall, why?: 'moved' | 'stayed'): void {
    const { call, person } = active.state.value;
    this.page.release(active, why);
    if (call) this.#know({ call, person });
  }

  delete(callId: string): void {
    this.#asked.delete(callId);
    this.#running.set(this.#running.value.filter(({ call }) => call.id !== callId));
  }

  clear(): void {
    this.#asked.clear();
    this.#running.set([]);
  }

  #active(callId: string): ActiveCall | undefined {
    const active = this.page.active();
    return active?.id === callId ? active : undefined;
  }

  #know(running: RunningCall): void {
    this.delete(running.call.id);
    this.#running.set([...this.#running.value, running]);
  }

  async #answeredElsewhere(call: Call): Promise<void> {
    const ownId = this.auth.state.value.user?.id;
    const personId = call.callerId === ownId ? call.calleeId : call.callerId;
    this.#asked.add(call.id);
    const person = await this.auth.send<PublicUser>('GET', `/api/users/${personId}`).catch(() => undefined);
    if (person && this.#asked.delete(call.id)) this.#know({ call, person });
  }

  /** Without a connection there is nothing to give up: the move fails by that. */
  #giveUp(callId: string): void {
    this.channel.request('call:hangup', { callId }).catch(() => undefined);
  }
}
