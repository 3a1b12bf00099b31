import { IsIn, IsOptional, Matches, MinLength } from 'class-validator';
import { ChatSettings } from './chat.settings.js';
import { Variable } from './variable.js';

/** Avatars and attachments: where they lie, how they are handed out, how much there may be. */
export class MediaSettings extends ChatSettings {
  @Variable({
    group: 'Media',
    kind: 'integer',
    range: [10, 3600],
    fallback: 300,
    about: 'Seconds that the address of an avatar or an attachment is valid, at most.',
  })
  mediaUrlTtlS: number;

  @Variable({
    kind: 'string',
    fallback: 'stream',
    about:
      'stream: this server sends the bytes itself; accel: it tells nginx to, by X-Accel-Redirect (needs files in DATA_DIR/media that nginx can read).',
  })
  @IsIn(['stream', 'accel'], { message: 'must be stream or accel' })
  mediaMode: 'stream' | 'accel';

  @Variable({
    kind: 'integer',
    range: [1024, 52428800],
    fallback: 8388608,
    about: 'Bytes of one upload.',
  })
  mediaMaxBytes: number;

  @Variable({
    kind: 'integer',
    range: [0, 1048576],
    fallback: 4096,
    about:
      'Bytes a second that an upload has to send on average, after its first seconds; slower ones end with upload_too_slow. 0 for any.',
  })
  mediaMinBytesPerS: number;

  @Variable({
    kind: 'integer',
    range: [1, 300],
    fallback: 15,
    about: 'Seconds without a byte after which an upload ends with upload_stalled.',
  })
  mediaStallS: number;

  @Variable({
    kind: 'integer',
    range: [10000, 268402689],
    fallback: 50000000,
    about: 'Pixels of one image, all frames together; more is refused before it is decoded.',
  })
  mediaMaxPixels: number;

  @Variable({
    kind: 'integer',
    range: [0, 2000000000],
    fallback: 209715200,
    about: 'Bytes that the images of one user may take.',
  })
  mediaBytesPerUser: number;

  @Variable({
    kind: 'integer',
    range: [1, 2592000],
    fallback: 86400,
    about: 'Seconds after which an upload that nothing refers to is deleted.',
  })
  mediaOrphanAgeS: number;

  @Variable({
    kind: 'string',
    about:
      'Bucket of an S3-compatible store, with a prefix if you like: https://s3.eu-central-1.amazonaws.com/my-bucket. Empty: files in DATA_DIR/media. Needs MEDIA_S3_ACCESS_KEY_ID and MEDIA_S3_SECRET_ACCESS_KEY.',
  })
  @IsOptional()
  @Matches(/^https?:\/\/[^/\s?#@]+(\/[A-Za-z0-9._-]+)+$/, {
    message:
      'must be an address with a bucket such as https://s3.example.org/my-bucket, without a trailing slash',
  })
  mediaS3Url?: string;

  @Variable({ kind: 'string', fallback: 'us-east-1', about: 'Region that requests are signed for.' })
  @Matches(/^[a-z0-9-]+$/, { message: 'must be a region such as us-east-1' })
  mediaS3Region: string;

  @Variable({ kind: 'string', about: 'Who may read, write and delete in the bucket.' })
  @IsOptional()
  @MinLength(1)
  mediaS3AccessKeyId?: string;

  @Variable({ kind: 'string', secret: true, about: 'The secret that belongs to MEDIA_S3_ACCESS_KEY_ID.' })
  @IsOptional()
  @MinLength(1)
  mediaS3SecretAccessKey?: string;
}
