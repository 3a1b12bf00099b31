/** Rooms, and people in their voice channels. */
import type { NewRoomInvitation, RoomRole, RoomView } from '../../src/rooms/rooms.protocol.js';
import type { VoiceJoinAck, VoicePeer, VoiceState } from '../../src/voice/voice.protocol.js';
import { aUser, type Device } from './client.js';
import { answer } from './rest.js';

/** A new room of a user's. */
export async function aRoom(owner: Device, wish: Partial<RoomView> = {}): Promise<RoomView> {
  const room = { name: 'Tea kitchen', kind: 'public', ...wish };
  return (await answer<RoomView>(owner.rest.post('/api/chat/rooms').send(room).expect(201))).body;
}

export function giveRole(giver: Device, room: string, person: Device, role: RoomRole) {
  return giver.rest.put(`/api/chat/rooms/${room}/members/${person.id}`).send({ role });
}

/** For an hour, unless said otherwise. */
export function mute(moderator: Device, room: string, person: Device, wish: object = { forS: 3600 }) {
  return moderator.rest.put(`/api/chat/rooms/${room}/members/${person.id}/mute`).send(wish);
}

export async function anInvitation(
  moderator: Device,
  room: string,
  wish: object = {},
): Promise<NewRoomInvitation> {
  const asked = moderator.rest.post(`/api/chat/rooms/${room}/invitations`).send(wish);
  return (await answer<NewRoomInvitation>(asked.expect(201))).body;
}

export function accept(person: Device, token: string) {
  return person.rest.post('/api/chat/invitations/accept').send({ token });
}

export const SILENT: VoiceState = { muted: false, deafened: false, camera: false, screen: false };

export interface Joined extends VoiceJoinAck {
  device: Device;
}

/** Connects when need be, and joins. */
export async function join(device: Device, room: string): Promise<Joined> {
  if (!device.isConnected) await device.connect();
  return { device, ...(await device.emit('voice:join', { room })) };
}

/** As others see a device that has just joined. */
export function peerOf({ device, peerId }: Joined, state: Partial<VoiceState> = {}): VoicePeer {
  const { id: userId, username } = device.user;
  return { peerId, userId, username, state: { ...SILENT, ...state } };
}

/** Several people in the voice channel of a new public room, one after the other. */
export async function aVoiceChannel(...names: string[]): Promise<{ room: string; peers: Joined[] }> {
  const people = await Promise.all(names.map((name) => aUser(name)));
  const { slug } = await aRoom(people[0]!);
  const peers: Joined[] = [];
  for (const person of people) peers.push(await join(person, slug));
  return { room: slug, peers };
}
