import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration } from '../platform/config/configuration.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { Schedule } from '../platform/schedule/schedule.js';
import { MediaStore } from './media.store.js';
import { MEDIA_STORAGE, type MediaStorage } from './media-storage.js';

const BATCH = 100;
const LONGEST_MS = 60_000;

/**
 * Deletes media that were released and uploads that nothing came to refer to: the bytes, then the row. Only one instance
 * looks at a time; a second that deletes the same would do no harm.
 */
@Injectable()
export class MediaSweep implements OnApplicationBootstrap {
  private bytes = 0;

  constructor(
    private readonly store: MediaStore,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage,
    private readonly config: Configuration,
    private readonly schedule: Schedule,
    metrics: Metrics,
  ) {
    metrics.gauge('media_bytes_stored', 'Bytes of all media, by the last sweep', () => this.bytes);
  }

  onApplicationBootstrap(): void {
    const everyMs = Math.min(this.config.media.orphanAgeS * 1000, LONGEST_MS);
    this.schedule.every(everyMs, 'media could not be deleted', () => this.sweep());
  }

  private async sweep(): Promise<void> {
    let ids: string[];
    do {
      ids = await this.store.collectable(this.config.media.orphanAgeS, BATCH);
      for (const id of ids) {
        await this.storage.delete(id);
        await this.store.remove(id);
      }
    } while (ids.length === BATCH);
    this.bytes = await this.store.bytesStored();
  }
}
