/** Calls as Ringline's protocol has them: ring, incoming, accept, accepted. */
import type { SocketIoClient } from '../load/socketio.js';
import type { CallSetup, Line } from './target.js';

interface CallEvent {
  call: { id: string };
}
interface Accepted {
  callId: string;
  remotePeerId: string;
}

/** A running call; both sides have said that media flows. */
export async function startCall(
  caller: SocketIoClient,
  callee: SocketIoClient,
  calleeId: string,
): Promise<Accepted> {
  const incoming = callee.next<CallEvent>('call:incoming');
  const accepted = caller.next<Accepted>('call:accepted');
  await caller.call('call:ring', { calleeId, media: 'audio' });
  const callId = (await incoming).call.id;
  await callee.call('call:accept', { callId });
  const { remotePeerId } = await accepted;
  await Promise.all([caller.call('call:connected', { callId }), callee.call('call:connected', { callId })]);
  return { callId, remotePeerId };
}

export class RinglineLine implements Line {
  private callId = '';

  constructor(
    private readonly caller: SocketIoClient,
    private readonly callee: SocketIoClient,
    private readonly otherDevice: SocketIoClient,
    private readonly calleeId: string,
  ) {}

  async setUp(): Promise<CallSetup> {
    const incoming = this.callee.next<CallEvent>('call:incoming');
    const accepted = this.caller.next('call:accepted').then(() => performance.now());
    const stopped = this.otherDevice.next('call:answered-elsewhere').then(() => performance.now());
    const rungAt = performance.now();
    const rung = this.caller.call('call:ring', { calleeId: this.calleeId, media: 'audio' });
    this.callId = (await incoming).call.id;
    const incomingAt = performance.now();
    const acknowledged = this.callee.call('call:accept', { callId: this.callId });
    const acceptedAt = await accepted;
    const stoppedAt = await stopped;
    await Promise.all([rung, acknowledged]);
    return {
      incomingMs: incomingAt - rungAt,
      acceptedMs: acceptedAt - incomingAt,
      totalMs: acceptedAt - rungAt,
      othersStopMs: stoppedAt - incomingAt,
    };
  }

  async hangUp(): Promise<void> {
    const ended = [this.callee, this.otherDevice].map((device) => device.next('call:ended'));
    await this.caller.call('call:hangup', { callId: this.callId });
    await Promise.all(ended);
  }

  close(): Promise<void> {
    for (const device of [this.caller, this.callee, this.otherDevice]) device.close();
    return Promise.resolve();
  }
}
