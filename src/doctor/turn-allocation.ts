/** Allocates a relay as a browser would, tries what the server must not allow, and releases it (RFC 8656). */
import { randomBytes } from 'node:crypto';
import {
  type Address,
  ATTRIBUTE,
  encode,
  errorOf,
  find,
  longTermKey,
  METHOD,
  readXorAddress,
  type StunAttribute,
  type StunMessage,
  writeXorAddress,
} from './stun-message.js';
import { type StunAnswer, StunLink, type StunServer } from './stun-link.js';

export interface TurnCredentials {
  username: string;
  credential: string;
}

export type Allocation =
  | { outcome: 'open_to_everybody' }
  | { outcome: 'refused'; code: number; reason: string }
  | {
      outcome: 'allocated';
      /** The IP address that the server's name stands for, and the one that it relays from. */
      server: string;
      relayed: string;
      /** Whether the server knows the secret, too. */
      signed: boolean;
      /** IP addresses of private networks that it would relay to. */
      reaches: string[];
    };

/** A relay for UDP. */
const REQUESTED_TRANSPORT = [{ type: ATTRIBUTE.requestedTransport, value: Buffer.from([17, 0, 0, 0]) }];
const UNAUTHORIZED = 401;
/** One of each kind that no browser has business with: the cloud's own services, a private network, the machine itself. */
const PRIVATE = ['169.254.169.254', '10.0.0.1', '192.168.0.1', '127.0.0.1'];

/** @throws Error when the server cannot be reached or speaks something else */
export async function tryAllocation(server: StunServer, credentials: TurnCredentials): Promise<Allocation> {
  const link = await StunLink.open(server);
  try {
    return await allocate(link, credentials);
  } finally {
    link.close();
  }
}

async function allocate(link: StunLink, { username, credential }: TurnCredentials): Promise<Allocation> {
  const challenge = await ask(link, METHOD.allocate, () => REQUESTED_TRANSPORT);
  if (challenge.message.class === 'success') {
    await ask(link, METHOD.refresh, () => [lifetime()]);
    return { outcome: 'open_to_everybody' };
  }
  if (errorOf(challenge.message)?.code !== UNAUTHORIZED) return refused(challenge);
  const realm = find(challenge.message, ATTRIBUTE.realm)?.toString() ?? '';
  const key = longTermKey(username, realm, credential);
  const nonce = find(challenge.message, ATTRIBUTE.nonce) ?? Buffer.alloc(0);
  const signature = {
    key,
    attributes: [
      { type: ATTRIBUTE.username, value: Buffer.from(username) },
      { type: ATTRIBUTE.realm, value: Buffer.from(realm) },
      { type: ATTRIBUTE.nonce, value: nonce },
    ],
  };
  const answer = await ask(link, METHOD.allocate, () => REQUESTED_TRANSPORT, signature);
  const relayed = find(answer.message, ATTRIBUTE.xorRelayedAddress);
  if (answer.message.class !== 'success' || !relayed) return refused(answer);

  const reaches: string[] = [];
  for (const ip of PRIVATE) {
    const peer = (transactionId: Buffer) => [
      { type: ATTRIBUTE.xorPeerAddress, value: writeXorAddress({ address: ip, port: 0 }, transactionId) },
    ];
    const permission = await ask(link, METHOD.createPermission, peer, signature);
    if (permission.message.class === 'success') reaches.push(ip);
  }
  await ask(link, METHOD.refresh, () => [lifetime()], signature);
  return {
    outcome: 'allocated',
    server: link.ip,
    relayed: readXorAddress(relayed, answer.message.transactionId).address,
    signed: answer.signedBy(key),
    reaches,
  };
}

interface Signature {
  key: Buffer;
  attributes: StunAttribute[];
}

function ask(
  link: StunLink,
  method: number,
  attributes: (transactionId: Buffer) => StunAttribute[],
  signature?: Signature,
): Promise<StunAnswer> {
  const transactionId = randomBytes(12);
  const message: StunMessage = {
    method,
    class: 'request',
    transactionId,
    attributes: [...attributes(transactionId), ...(signature?.attributes ?? [])],
  };
  return link.ask(transactionId, encode(message, signature?.key));
}

/** Zero seconds: the allocation ends at once. */
function lifetime(): StunAttribute {
  return { type: ATTRIBUTE.lifetime, value: Buffer.alloc(4) };
}

function refused({ message }: StunAnswer): Allocation {
  return { outcome: 'refused', ...(errorOf(message) ?? { code: 0, reason: 'an answer without an error' }) };
}

/** A binding request. @throws Error when nobody answers as a STUN server does */
export async function askBinding(server: StunServer): Promise<Address> {
  const link = await StunLink.open(server);
  try {
    const { message } = await ask(link, METHOD.binding, () => []);
    const mapped = find(message, ATTRIBUTE.xorMappedAddress);
    if (!mapped) throw new Error('it answers without an address');
    return readXorAddress(mapped, message.transactionId);
  } finally {
    link.close();
  }
}
