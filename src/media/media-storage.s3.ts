import { Readable } from 'node:stream';
import { AwsClient } from 'aws4fetch';
import type { ByteRange } from './byte-range.policy.js';
import { type MediaStorage, storageKey } from './media-storage.js';

const TIMEOUT_MS = 15_000;

export interface Bucket {
  /** With the bucket, perhaps a prefix; without a trailing slash. */
  url: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Objects in a bucket of an S3-compatible store: three verbs, signed (AWS Signature Version 4). */
export class S3Storage implements MediaStorage {
  private readonly client: AwsClient;
  private readonly url: string;

  constructor({ url, ...credentials }: Bucket) {
    this.url = url;
    this.client = new AwsClient({ ...credentials, service: 's3', retries: 2 });
  }

  async put(id: string, bytes: Buffer, contentType: string): Promise<void> {
    await this.ask(id, {
      method: 'PUT',
      body: new Uint8Array(bytes),
      headers: { 'content-type': contentType },
    });
  }

  async read(id: string, range?: ByteRange): Promise<Readable | undefined> {
    const headers: Record<string, string> = range ? { range: `bytes=${range.start}-${range.end}` } : {};
    const answer = await this.ask(id, { headers });
    return answer.body ? Readable.fromWeb(answer.body) : undefined;
  }

  async delete(id: string): Promise<void> {
    await this.ask(id, { method: 'DELETE' });
  }

  /** @returns an answer without a body when there is no such object */
  private async ask(id: string, init: RequestInit): Promise<Response> {
    const url = `${this.url}/${storageKey(id)}`;
    const answer = await this.client.fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (answer.ok) return answer;
    const said = await answer.text();
    // Also a bucket that is not there answers 404.
    if (answer.status === 404 && !said.includes('NoSuchBucket')) return new Response(null, { status: 404 });
    throw new Error(`The media store answered ${answer.status} to ${init.method ?? 'GET'}`);
  }
}
