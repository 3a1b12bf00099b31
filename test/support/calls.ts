/** Calls as stories need them, and signals that look like a browser's. */
import type { AcceptAck, Call, CallMedia, MoveAck, RingAck } from '../../src/calls/calls.protocol.js';
import type { IceCandidate, SessionDescription } from '../../src/signaling/signaling.protocol.js';
import { aUser, type Device } from './client.js';

/** A description that must arrive unchanged: line ends, quotes, characters beyond ASCII. */
const SDP =
  'v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\ns=Grüße "από" \\ 東京 🎧\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n';

export const OFFER: SessionDescription = { type: 'offer', sdp: SDP };
export const ANSWER: SessionDescription = { type: 'answer', sdp: SDP.replace('46117', '52203') };

export function candidate(number: number): IceCandidate {
  return {
    candidate: `candidate:${number} 1 udp 2113937151 192.0.2.${number} 5${number}000 typ host`,
    sdpMid: '0',
    sdpMLineIndex: 0,
    usernameFragment: 'Zq4+',
  };
}

/** Rings and waits until the callee's device knows. */
export async function ring(ana: Device, ben: Device, media: CallMedia = 'audio'): Promise<RingAck> {
  const rung = await ana.emit('call:ring', { calleeId: ben.id, media });
  await ben.receives('call:incoming', ({ call }) => call.id === rung.call.id);
  return rung;
}

export interface ActiveCall {
  ana: Device;
  ben: Device;
  call: Call;
  anaPeer: string;
  benPeer: string;
  answered: AcceptAck;
}

/** Ana has called, ben has answered; unless given, they have just registered and connected. */
export async function anActiveCall(given: { ana?: Device; ben?: Device } = {}): Promise<ActiveCall> {
  const ana = given.ana ?? (await someoneConnected('ana'));
  const ben = given.ben ?? (await someoneConnected('ben'));
  const rung = await ring(ana, ben);
  const answered = await ben.emit('call:accept', { callId: rung.call.id });
  await ana.receives('call:accepted', ({ callId }) => callId === rung.call.id);
  return { ana, ben, call: answered.call, anaPeer: rung.peerId, benPeer: answered.peerId, answered };
}

async function someoneConnected(name: string): Promise<Device> {
  const device = await aUser(name);
  await device.connect();
  return device;
}

/** The device asks for the call; resolves when the other side knows of it. */
export async function beginMove(to: Device, other: Device, callId: string): Promise<MoveAck> {
  const ack = await to.emit('call:move', { callId });
  await other.receives('call:moving', ({ remotePeerId }) => remotePeerId === ack.peerId);
  return ack;
}

/** The device has the call, and the other side knows. */
export async function move(to: Device, other: Device, callId: string): Promise<MoveAck> {
  const ack = await beginMove(to, other, callId);
  await to.emit('call:connected', { callId });
  await other.receives('call:moved', ({ remotePeerId }) => remotePeerId === ack.peerId);
  return ack;
}
