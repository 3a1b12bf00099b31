import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Configuration } from '../platform/config/configuration.js';
import { MediaUrls } from '../platform/secrets/media-urls.js';
import { type ByteRange, byteRange } from './byte-range.policy.js';
import { mediaErrors } from './media.errors.js';
import { MediaStore, type StoredMedia } from './media.store.js';
import { MEDIA_STORAGE, type MediaStorage, storageKey } from './media-storage.js';

/** nginx knows it as an internal location; see nginx/templates. */
const ACCEL_PREFIX = '/protected-media/';

/** Delivers the bytes of a medium to any client with a valid signed URL. */
@Injectable()
export class MediaDelivery {
  constructor(
    private readonly urls: MediaUrls,
    private readonly store: MediaStore,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage,
    private readonly config: Configuration,
  ) {}

  /** @throws media_signature_invalid, media_url_expired, media_not_found, range_not_satisfiable, media_storage_unavailable */
  async send(
    id: string,
    { exp, sig }: Record<string, unknown>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const verdict = this.urls.check(id, exp, sig);
    if (verdict === 'forged') throw mediaErrors.media_signature_invalid();
    if (verdict === 'expired') throw mediaErrors.media_url_expired();
    const media = await this.store.find(id);
    if (!media) throw mediaErrors.media_not_found();
    if (request.headers['if-none-match'] === etag(id)) {
      void describe(media, Number(exp), reply).status(304).send();
    } else if (this.config.media.mode === 'accel') {
      void describe(media, Number(exp), reply)
        .header('x-accel-redirect', ACCEL_PREFIX + storageKey(id))
        .send();
    } else await this.stream(media, Number(exp), request, reply);
  }

  private async stream(
    media: StoredMedia,
    exp: number,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { id, bytes: size } = media;
    const range = byteRange(request.headers.range, size);
    if (range === 'none') {
      void reply.header('content-range', `bytes */${size}`);
      throw mediaErrors.range_not_satisfiable();
    }
    const wanted = request.method !== 'HEAD';
    // An empty stream: of no payload at all, Fastify would say that it has no length.
    const bytes = wanted ? await this.read(id, range) : Readable.from([]);
    void describe(media, exp, reply).header('content-length', range ? range.end - range.start + 1 : size);
    if (range) void reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
    void reply.send(bytes);
  }

  private async read(id: string, range: ByteRange | undefined): Promise<Readable> {
    const bytes = await this.storage.read(id, range).catch((cause: unknown) => {
      throw mediaErrors.media_storage_unavailable({ cause, retryAfterMs: 2000 });
    });
    if (!bytes) throw mediaErrors.media_not_found();
    return bytes;
  }
}

/**
 * Nothing in it may run: one type, never sniffed, in a sandbox of its own. Pages of other origins may show it, since the
 * URL is the permission; caches of others may not keep it.
 */
function describe({ id, contentType }: StoredMedia, exp: number, reply: FastifyReply): FastifyReply {
  const extension = contentType.slice('image/'.length);
  const maxAgeS = Math.max(0, exp - Math.ceil(Date.now() / 1000));
  return reply
    .header('content-type', contentType)
    .header('content-disposition', `inline; filename="${id}.${extension}"`)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox; frame-ancestors 'none'")
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('cache-control', `private, max-age=${maxAgeS}, immutable`)
    .header('accept-ranges', 'bytes')
    .header('etag', etag(id));
}

/** The content of an id never changes. */
function etag(id: string): string {
  return `"${id}"`;
}
