import type { Call, CallMedia, OngoingCall, RingAck } from '../protocol.js';
import type { Auth } from '../auth/auth.client.js';
import { backoffMs } from '../platform/backoff.js';
import { Emitter } from '../platform/emitter.js';
import { Observable, type Readable } from '../platform/observable.js';
import { RinglineError } from '../platform/ringline.error.js';
import type { IceServersCache } from '../webrtc/ice-servers.client.js';
import type { Devices } from '../devices/devices.client.js';
import { mayCapture } from '../devices/local-media.js';
import { warmUp } from '../webrtc/peer.js';
import { ActiveCall } from './active-call.js';
import { CallExits } from './call-exits.client.js';
import { CallLog } from './call-log.client.js';
import { CallMoves } from './call-moves.client.js';
import { OwnCallSettings } from './call-settings.client.js';
import type { CallEnding, CallsEvents, IncomingCall, Person } from './call.state.js';
import type { CallsChannel } from './calls.channel.js';

export type { CallEnding, IncomingCall } from './call.state.js';

export interface CallsState {
  /** Oldest first. */
  incoming: readonly IncomingCall[];
  /** The call this page takes part in, until it has ended. */
  active?: ActiveCall;
}

/** Rings, answers and ends calls; at most one at a time is active on a page. */
export class Calls {
  readonly log: CallLog;
  readonly settings: OwnCallSettings;
  readonly #state = new Observable<CallsState>({ incoming: [] });
  readonly #events = new Emitter<CallsEvents>();
  /** Whether answering will not stop at the browser's permission prompt; looked up while it rings. */
  readonly #mayCapture: Record<CallMedia, boolean> = { audio: false, video: false };
  readonly moves: CallMoves;
  readonly #exits: CallExits;
  /** Events of the call whose `call:ring` is still on its way back. */
  #early: { callId: string; apply: (call: ActiveCall) => void }[] = [];

  constructor(
    private readonly channel: CallsChannel,
    private readonly auth: Auth,
    private readonly iceServers: IceServersCache,
    private readonly devices: Devices,
  ) {
    this.log = new CallLog(auth);
    this.settings = new OwnCallSettings(auth);
    this.#exits = new CallExits(channel, auth);
    this.moves = new CallMoves(channel, auth, devices, {
      active: () => this.active,
      begin: (call) => this.#begin(call),
      release: (call, elsewhere) => this.#release(call, elsewhere),
    });
    channel.on('call:incoming', ({ call, caller }) => this.#ringHere({ call, caller }));
    channel.on('call:ringing', ({ callId }) => this.#withCall(callId, (call) => call.advance('alerted')));
    channel.on('call:accepted', ({ callId, remotePeerId }) =>
      this.#withCall(callId, (call) => call.accepted(remotePeerId)),
    );
    channel.on('call:answered-elsewhere', ({ callId }) => this.#stopRinging(callId, 'answered'));
    channel.on('call:declined-elsewhere', ({ callId }) => this.#stopRinging(callId, 'declined'));
    channel.on('call:peer-lost', ({ callId, remotePeerId }) =>
      this.#withCall(callId, (call) => call.peerLost(remotePeerId)),
    );
    channel.on('call:peer-back', ({ callId }) => this.#withCall(callId, (call) => call.peerBack()));
    channel.on('call:ended', ({ call }) => this.#ended(call));
    channel.on('call:state', ({ calls }) => void this.#catchUp(calls));
    channel.on('signal', (signal) => this.#withCall(signal.groupId, (call) => call.receive(signal)));
    channel.on('ice:refresh', (servers) => {
      iceServers.keep(servers);
      this.active?.setIceServers(servers.iceServers);
    });
  }

  readonly on = this.#events.on;

  get state(): Readable<CallsState> {
    return this.#state;
  }

  get active(): ActiveCall | undefined {
    return this.#state.value.active;
  }

  /** Resolves once the callee's devices ring; the offer is sent along, so that answering is quick. */
  async ring(person: Person, media: CallMedia): Promise<ActiveCall> {
    const call = this.#begin(new ActiveCall('outgoing', person, media, this.channel, this.devices));
    try {
      const [stream, iceServers] = await Promise.all([call.openMedia(), this.iceServers.get()]);
      if (call.hasEnded) return call;
      const description = iceServers && (await call.offer(stream, iceServers));
      if (call.hasEnded) return call;
      const ack = await this.channel.request('call:ring', { calleeId: person.id, media, description });
      if (call.hasEnded) await this.#exits.leave(ack.call.id);
      else if (ack.remotePeerId) this.#crossed(call, ack, stream);
      else {
        call.rang(ack);
        if (!description) await call.offerLate(stream, ack.iceServers);
      }
      for (const { callId, apply } of this.#early.splice(0)) if (callId === call.id) apply(call);
      if (ack.call.status === 'ended') this.#ended(ack.call);
    } catch (cause) {
      this.#finish(call);
      throw RinglineError.from(cause);
    }
    return call;
  }

  /** Answers here; where the browser will not ask for permission, the devices start meanwhile. */
  async accept(callId: string): Promise<ActiveCall> {
    const incoming = this.#incoming(callId);
    if (!incoming)
      throw new RinglineError({ code: 'call_ended', message: 'The call ended.', retryable: false });
    if (this.active) await this.hangup();
    const { call, caller } = incoming;
    const active = new ActiveCall('incoming', caller, call.media, this.channel, this.devices, call);
    const stream = active.openMedia();
    // First things first: the screen is drawn while devices and server are at work.
    stream.catch(() => undefined);
    const early = this.#mayCapture[call.media] ? this.channel.request('call:accept', { callId }) : undefined;
    active.prepareAnswer(stream);
    this.#begin(active);
    this.#removeIncoming(callId);
    let asked = early !== undefined;
    try {
      if (!early) await stream;
      if (active.hasEnded) return active;
      asked = true;
      const ack = await (early ?? this.channel.request('call:accept', { callId }));
      if (active.hasEnded) await this.#exits.leave(callId);
      else active.answered(ack);
      await stream;
    } catch (cause) {
      const error = RinglineError.from(cause);
      const { phase } = active.state.value;
      if (phase === 'ended') return active;
      this.#finish(active);
      if (phase !== 'preparing') await this.#exits.leave(callId);
      else if (!asked || error.retryable) this.#ringHere(incoming);
      throw error;
    }
    return active;
  }

  async decline(callId: string, reason: 'declined' | 'busy' = 'declined'): Promise<void> {
    this.#removeIncoming(callId);
    await this.channel
      .request('call:decline', { callId, reason })
      .catch(() => this.auth.send('POST', `/api/calls/${callId}/decline`, { body: {} }));
  }

  /** Ends (or, while it rings, cancels) the active call here at once and notifies the server. */
  async hangup(): Promise<void> {
    const call = this.active;
    if (!call) return;
    const { id } = call;
    if (call.isTaking) return this.moves.cancel(call);
    const { person, direction, phase } = call.state.value;
    this.#finish(call);
    if (id && direction === 'incoming' && phase === 'preparing')
      return this.decline(id).catch(() => undefined);
    const ended = id ? await this.#exits.leave(id) : undefined;
    if (ended) this.#events.emit('ended', { person, call: ended });
  }

  /** The page is being closed: nobody waits for the answer. */
  abandon(): void {
    const { active } = this;
    if (active?.id && !active.isTaking) this.#exits.leaveLast(active.id);
  }

  /** Signed out: nothing rings or runs here. */
  clear(): void {
    this.active?.end();
    this.#exits.clear();
    this.moves.clear();
    this.#state.set({ incoming: [] });
  }

  /** The other was ringing here at the same moment: theirs is the call, and this device has answered it. */
  #crossed(call: ActiveCall, ack: RingAck, stream: MediaStream): void {
    this.#removeIncoming(ack.call.id);
    call.crossed(ack, stream);
  }

  #begin(call: ActiveCall): ActiveCall {
    if (this.active) {
      const message = 'Another call is going on here. Hang up first.';
      throw new RinglineError({ code: 'call_in_progress', message, retryable: false });
    }
    this.#early = [];
    this.#state.set({ ...this.#state.value, active: call });
    return call;
  }

  #finish(call: ActiveCall, last?: Call): void {
    const quality = call.end(last);
    if (quality && call.id) this.log.rate(call.id, quality);
    if (this.active === call) this.#state.set({ ...this.#state.value, active: undefined });
    if (call.id) this.moves.delete(call.id);
  }

  /** The call goes on elsewhere; its record must not end with the state it had here. */
  #release(active: ActiveCall, elsewhere: CallEnding['elsewhere']): void {
    active.end();
    this.#finish(active);
    const { person, call } = active.state.value;
    if (call && elsewhere) this.#events.emit('ended', { person, call, elsewhere });
  }

  /** Events may overtake the answer to `call:ring`, which contains the call's id. */
  #withCall(callId: string, apply: (call: ActiveCall) => void): void {
    const { active } = this;
    if (active?.id === callId) apply(active);
    else if (active && !active.id) this.#early.push({ callId, apply });
  }

  #incoming(callId: string): IncomingCall | undefined {
    return this.#state.value.incoming.find(({ call }) => call.id === callId);
  }

  #removeIncoming(callId: string): void {
    if (!this.#incoming(callId)) return;
    const incoming = this.#state.value.incoming.filter(({ call }) => call.id !== callId);
    this.#state.set({ ...this.#state.value, incoming });
  }

  #ringHere(incoming: IncomingCall): void {
    const { id } = incoming.call;
    if (this.#incoming(id) || this.active?.id === id) return;
    const { media } = incoming.call;
    void warmUp(media);
    void mayCapture(media).then((allowed) => (this.#mayCapture[media] = allowed));
    this.#state.set({ ...this.#state.value, incoming: [...this.#state.value.incoming, incoming] });
    this.#events.emit('incoming', incoming);
    this.channel.request('call:alerting', { callId: incoming.call.id }).catch(() => undefined);
  }

  #stopRinging(callId: string, elsewhere: CallEnding['elsewhere']): void {
    const incoming = this.#incoming(callId);
    this.#removeIncoming(callId);
    if (incoming) this.#events.emit('ended', { person: incoming.caller, call: incoming.call, elsewhere });
    this.#withCall(callId, (active) => {
      // A caller's page receives this, too, when its connection is a new one.
      if (active.state.value.direction === 'incoming') this.#release(active, elsewhere);
    });
  }

  #ended(call: Call): void {
    this.#exits.delete(call.id);
    const incoming = this.#incoming(call.id);
    this.#removeIncoming(call.id);
    if (incoming) this.#events.emit('ended', { person: incoming.caller, call });
    this.#withCall(call.id, (active) => {
      this.#finish(active, call);
      this.#events.emit('ended', { person: active.state.value.person, call });
    });
  }

  /** After `welcome`: ringing calls ring, ended ones stop, and a call that ran here goes on. */
  async #catchUp(calls: OngoingCall[]): Promise<void> {
    const { active, auth } = this;
    const ringing = new Set(calls.filter(({ status }) => status === 'created').map(({ id }) => id));
    for (const { call } of this.#state.value.incoming) if (!ringing.has(call.id)) void this.#lookUp(call.id);
    for (const { peer, expiresInMs: _, ...call } of calls) {
      if (this.#exits.has(call.id)) await this.#exits.leave(call.id);
      else if (call.id === active?.id) await this.#resume(active, call.id);
      else if (call.status === 'created' && call.calleeId === auth.state.value.user?.id)
        this.#ringHere({ call, caller: peer });
    }
    if (active?.id && !calls.some(({ id }) => id === active.id)) await this.#lookUp(active.id);
  }

  async #resume(active: ActiveCall, callId: string): Promise<void> {
    if (active.state.value.phase === 'preparing') return;
    try {
      active.resuming();
      active.resumed(await this.channel.request('call:resume', { callId, ...active.standing }));
    } catch (cause) {
      const { code, retryable } = RinglineError.from(cause);
      if (active.isTaking || code === 'call_moved')
        this.moves.leave(active, active.isTaking ? 'stayed' : 'moved');
      else if (!retryable) await this.#lookUp(callId);
    }
  }

  /** A call that is no longer ongoing: its record says how it ended. An outage says nothing, and it is asked again. */
  async #lookUp(callId: string, attempt = 0): Promise<void> {
    if (this.active?.id !== callId && !this.#incoming(callId)) return;
    const error = (cause: unknown) => RinglineError.from(cause);
    const found = await this.auth.send<Call>('GET', `/api/calls/${callId}`).catch(error);
    if (found instanceof RinglineError && found.code !== 'call_not_found') {
      const again = () => void this.#lookUp(callId, attempt + 1);
      return void setTimeout(again, backoffMs(attempt, found.retryAfterMs));
    }
    if (!(found instanceof RinglineError) && found.status === 'ended') return this.#ended(found);
    this.#removeIncoming(callId);
    this.#withCall(callId, (active) => this.#finish(active));
  }
}
