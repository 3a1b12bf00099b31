import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Configuration } from '../platform/config/configuration.js';
import { AppError } from '../platform/errors/app-error.js';
import type { Principal } from '../platform/access/principal.js';
import { receiveFile } from '../platform/http/uploads.js';
import { type Bucket, Limits } from '../platform/limits/limits.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { ImageProcessor, type ImageProfile } from './image-processor.js';
import { mediaErrors } from './media.errors.js';
import type { Media } from './media.protocol.js';
import { MediaService } from './media.service.js';
import { MediaStore } from './media.store.js';
import { MEDIA_STORAGE, type MediaStorage } from './media-storage.js';
import { Reception } from './reception.js';

const UPLOADS: Bucket = { name: 'upload', points: 60, durationS: 3600 };

/** From the bytes of a request to a medium that is stored and that nothing refers to yet. */
@Injectable()
export class Uploads {
  private readonly results;

  constructor(
    private readonly reception: Reception,
    private readonly imageProcessor: ImageProcessor,
    private readonly store: MediaStore,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage,
    private readonly media: MediaService,
    private readonly limits: Limits,
    private readonly config: Configuration,
    metrics: Metrics,
  ) {
    this.results = metrics.counter('media_uploads_total', 'Uploads by result', ['result']);
  }

  /**
   * @throws rate_limited, media_busy, too_many_uploads, upload_stalled, upload_too_slow, validation_failed, payload_too_large, unsupported_media_type, image_too_large,
   *   image_unreadable, media_quota_exceeded, media_storage_unavailable
   */
  async receive(principal: Principal, request: FastifyRequest, recipe: ImageProfile): Promise<Media> {
    try {
      await this.limits.consume(UPLOADS, principal.userId);
      const { userId } = principal;
      const media = await this.reception.admit(userId, async (arriving) => {
        const bytes = await receiveFile(request, this.config.media.maxBytes, arriving);
        return this.imageProcessor.admit(() => this.keep(userId, bytes, recipe));
      });
      this.results.inc({ result: 'stored' });
      return media;
    } catch (error) {
      this.results.inc({ result: error instanceof AppError ? error.code : 'failed' });
      throw error;
    }
  }

  /** The row first: whatever happens then, the sweep finds the file to delete. */
  private async keep(ownerId: string, sent: Buffer, recipe: ImageProfile): Promise<Media> {
    const { bytes, ...facts } = await this.imageProcessor.process(sent, recipe, ownerId);
    const media = { id: randomUUID(), ownerId, bytes: bytes.length, ...facts };
    const row = await this.store.insert(media, this.config.media.bytesPerUser);
    if (!row) throw mediaErrors.media_quota_exceeded();
    try {
      await this.storage.put(media.id, bytes, media.contentType);
    } catch (cause) {
      await this.store.releaseOrphan(media.id);
      throw mediaErrors.media_storage_unavailable({ cause, retryAfterMs: 2000 });
    }
    return this.media.present({ ...media, ...row });
  }
}
