import { IsIn, IsOptional, Matches, MinLength } from 'class-validator';
import { Variable } from './variable.js';

/** Avatars and attachments: where they lie, how they are handed out, how much there may be. */
export class MediaSettings {
  @Variable('MEDIA_URL_TTL_S', {
    group: 'Media',
    kind: 'integer',
    range: [10, 3600],
    fallback: 300,
    about: 'Seconds that the URL of an avatar or an attachment is valid, at most.',
  })
  urlTtlS: number;

  @Variable('MEDIA_MODE', {
    kind: 'string',
    fallback: 'stream',
    about:
      'stream: this server sends the bytes itself; accel: nginx does, by X-Accel-Redirect (needs files in DATA_DIR/media that nginx can read).',
  })
  @IsIn(['stream', 'accel'], { message: 'must be stream or accel' })
  mode: 'stream' | 'accel';

  @Variable('MEDIA_MAX_BYTES', {
    kind: 'integer',
    range: [1024, 52428800],
    fallback: 8388608,
    about: 'Bytes of one upload.',
  })
  maxBytes: number;

  @Variable('MEDIA_MIN_BYTES_PER_S', {
    kind: 'integer',
    range: [0, 1048576],
    fallback: 4096,
    about:
      'Bytes a second that an upload has to send on average, after its first seconds; slower ones end with upload_too_slow. 0 for any.',
  })
  minBytesPerS: number;

  @Variable('MEDIA_STALL_S', {
    kind: 'integer',
    range: [1, 300],
    fallback: 15,
    about: 'Seconds without a byte after which an upload ends with upload_stalled.',
  })
  stallS: number;

  @Variable('MEDIA_MAX_PIXELS', {
    kind: 'integer',
    range: [10000, 268402689],
    fallback: 50000000,
    about: 'Pixels of one image, all frames together; more is refused before it is decoded.',
  })
  maxPixels: number;

  @Variable('MEDIA_BYTES_PER_USER', {
    kind: 'integer',
    range: [0, 2000000000],
    fallback: 209715200,
    about: 'Bytes that the images of one user may take.',
  })
  bytesPerUser: number;

  @Variable('MEDIA_ORPHAN_AGE_S', {
    kind: 'integer',
    range: [1, 2592000],
    fallback: 86400,
    about: 'Seconds after which an upload that nothing refers to is deleted.',
  })
  orphanAgeS: number;

  @Variable('MEDIA_S3_URL', {
    kind: 'string',
    about:
      'Bucket of an S3-compatible store, with a prefix if you like: https://s3.eu-central-1.amazonaws.com/my-bucket. Empty: files in DATA_DIR/media. Needs MEDIA_S3_ACCESS_KEY_ID and MEDIA_S3_SECRET_ACCESS_KEY.',
  })
  @IsOptional()
  @Matches(/^https?:\/\/[^/\s?#@]+(\/[A-Za-z0-9._-]+)+$/, {
    message:
      'must be an address with a bucket such as https://s3.example.org/my-bucket, without a trailing slash',
  })
  s3Url?: string;

  @Variable('MEDIA_S3_REGION', {
    kind: 'string',
    fallback: 'us-east-1',
    about: 'Region that requests are signed for.',
  })
  @Matches(/^[a-z0-9-]+$/, { message: 'must be a region such as us-east-1' })
  s3Region: string;

  @Variable('MEDIA_S3_ACCESS_KEY_ID', {
    kind: 'string',
    about: 'Who may read, write and delete in the bucket.',
  })
  @IsOptional()
  @MinLength(1)
  s3AccessKeyId?: string;

  @Variable('MEDIA_S3_SECRET_ACCESS_KEY', {
    kind: 'string',
    secret: true,
    about: 'The secret that belongs to MEDIA_S3_ACCESS_KEY_ID.',
  })
  @IsOptional()
  @MinLength(1)
  s3SecretAccessKey?: string;
}
