import path from 'node:path';
import { Module } from '@nestjs/common';
import { databaseShare } from '../platform/database/database-pools.js';
import { Configuration } from '../platform/config/configuration.js';
import { UsersModule } from '../users/users.module.js';
import { AvatarController } from './avatar.controller.js';
import { Avatars } from './avatars.js';
import { ImageProcessor } from './image-processor.js';
import { MediaController } from './media.controller.js';
import { MediaPersonalData } from './media.personal-data.js';
import { MediaService } from './media.service.js';
import { MediaStore } from './media.store.js';
import { MediaDelivery } from './media-delivery.js';
import { MEDIA_STORAGE, type MediaStorage } from './media-storage.js';
import { FileStorage } from './media-storage.files.js';
import { S3Storage } from './media-storage.s3.js';
import { MediaSweep } from './media-sweep.js';
import { Reception } from './reception.js';
import { Uploads } from './uploads.js';

/** Uploaded images: avatars, and attachments of messages. */
@Module({
  imports: [UsersModule],
  controllers: [AvatarController, MediaController],
  providers: [
    databaseShare('chat'),
    { provide: MEDIA_STORAGE, inject: [Configuration], useFactory: storage },
    MediaStore,
    MediaService,
    ImageProcessor,
    Reception,
    Uploads,
    Avatars,
    MediaDelivery,
    MediaSweep,
    MediaPersonalData,
  ],
  exports: [MediaService],
})
export class MediaModule {}

function storage(config: Configuration): MediaStorage {
  const { s3Url: url, s3Region, s3AccessKeyId, s3SecretAccessKey } = config.media;
  if (!url) return new FileStorage(path.join(config.stores.dataDir, 'media'));
  return new S3Storage({
    url,
    region: s3Region,
    accessKeyId: s3AccessKeyId!,
    secretAccessKey: s3SecretAccessKey!,
  });
}
