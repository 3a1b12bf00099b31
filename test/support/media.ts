/** Uploading media, and fetching it. */
import type { Media } from '../../src/media/media.protocol.js';
import type { OwnUser } from '../../src/users/users.protocol.js';
import type { Device } from './client.js';
import { answer } from './rest.js';

/** @returns the URL of the new avatar */
export async function wears(device: Device, picture: Buffer): Promise<string> {
  const request = device.rest.put('/api/profile/avatar').attach('file', picture, 'me.png');
  return (await answer<OwnUser>(request.expect(200))).body.avatarUrl!;
}

export async function uploads(device: Device, picture: Buffer): Promise<Media> {
  const request = device.rest.post('/api/media').attach('file', picture, 'picture.png');
  return (await answer<Media>(request.expect(201))).body;
}

/** The response of a URL, requested without a token: its signature is the permission. */
export interface Opened {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
  /** Of a refusal. */
  code?: string;
}

export async function opens(url: string, init: RequestInit = {}): Promise<Opened> {
  const response = await fetch(url, init);
  const bytes = Buffer.from(await response.arrayBuffer());
  const refused = response.headers.get('content-type')?.startsWith('application/problem+json');
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    bytes,
    ...(refused && { code: (JSON.parse(bytes.toString()) as { code: string }).code }),
  };
}
