import os from 'node:os';
import { Injectable } from '@nestjs/common';
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { Configuration } from '../platform/config/configuration.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import type { FieldError } from '../platform/wire/problem.protocol.js';
import { mediaErrors } from './media.errors.js';
import type { Media } from './media.protocol.js';

export interface Image {
  bytes: Buffer;
  contentType: Media['contentType'];
  width: number;
  height: number;
}

/** `avatar`: a square of fixed size; `attachment`: as it was, if not larger than a screen can show. */
export type ImageProfile = 'avatar' | 'attachment';

const AVATAR_PX = 512;
const ATTACHMENT_MAX_PX = 4096;
/**
 * An image that is longer than this many times its width, such as a screenshot of a whole page, is not scaled by its length, so
 * that it stays legible.
 */
const LONG = 3;
/** The largest size that WebP can hold and browsers draw. */
const LONG_MAX_PX = 16_383;
const MAX_FRAMES = 200;
const TIMEOUT_S = 20;
const AT_ONCE = Math.max(1, Math.floor(os.availableParallelism() / 2));
/** Uploads that wait or are worked on; each may hold MEDIA_MAX_BYTES. */
const IN_HAND = 32;
const FORMATS = ['jpeg', 'png', 'webp', 'gif'] as const;

// One thread per image, and no cache. Only these loaders: formats that libvips cannot open, SVG above all, are no attack
// surface.
sharp.concurrency(1);
sharp.cache(false);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif'],
});

/** Re-encodes an uploaded image: decoded, turned upright, encoded again; no other part of the upload survives. */
@Injectable()
export class ImageProcessor {
  private inHand = 0;
  private working = 0;
  private readonly waiting: { ownerId: string; begin: () => void }[] = [];
  private lastOwnerId?: string;

  constructor(private readonly config: Configuration) {}

  /** Reserves a place for a received upload until it is stored. @throws media_busy */
  async admit<T>(work: () => Promise<T>): Promise<T> {
    if (this.inHand >= IN_HAND) throw mediaErrors.media_busy({ retryAfterMs: 2000 });
    this.inHand += 1;
    try {
      return await work();
    } finally {
      this.inHand -= 1;
    }
  }

  /** @throws unsupported_media_type, image_too_large, image_unreadable; each names `file` */
  async process(bytes: Buffer, recipe: ImageProfile, ownerId: string): Promise<Image> {
    if (this.working >= AT_ONCE) await new Promise<void>((begin) => this.waiting.push({ ownerId, begin }));
    else this.working += 1;
    this.lastOwnerId = ownerId;
    try {
      return await this.work(bytes, recipe);
    } catch (error) {
      throw refusal(error, this.config.media.maxPixels);
    } finally {
      const next = this.nextWaiting();
      if (next) next.begin();
      else this.working -= 1;
    }
  }

  /** Uploads of other users come before more of the same user's. */
  private nextWaiting() {
    const other = this.waiting.findIndex(({ ownerId }) => ownerId !== this.lastOwnerId);
    return this.waiting.splice(Math.max(0, other), 1)[0];
  }

  private async work(bytes: Buffer, recipe: ImageProfile): Promise<Image> {
    const options = { limitInputPixels: this.config.media.maxPixels, failOn: 'error' } as const;
    const { format, pages = 1, width, height } = await sharp(bytes, options).metadata();
    const known = FORMATS.find((name) => name === format);
    if (!known) throw unsupported();
    const frames = recipe === 'attachment' ? pages : 1;
    if (frames > MAX_FRAMES) throw tooManyFrames(frames);
    if (width * height * frames > this.config.media.maxPixels) throw tooLarge(this.config.media.maxPixels);
    const moving = frames > 1;
    let image: Sharp = sharp(bytes, { ...options, animated: moving }).timeout({ seconds: TIMEOUT_S });
    if (!moving) image = image.autoOrient();
    if (recipe === 'avatar') return finished(image.resize(AVATAR_PX, AVATAR_PX).webp(), 'webp');
    const inside = { fit: 'inside', withoutEnlargement: true } as const;
    const side = longestSide(width, height);
    return finished(image.resize(side, side, inside).toFormat(known), known);
  }
}

/** In pixels. A long picture keeps as many as a square one may have. */
function longestSide(width: number, height: number): number {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  if (long <= LONG * short) return ATTACHMENT_MAX_PX;
  const scale = Math.min(1, ATTACHMENT_MAX_PX / Math.sqrt(width * height));
  return Math.max(ATTACHMENT_MAX_PX, Math.min(LONG_MAX_PX, Math.floor(long * scale)));
}

async function finished(image: Sharp, format: (typeof FORMATS)[number]): Promise<Image> {
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  const { width, height, pageHeight }: OutputInfo = info;
  return { bytes: data, contentType: `image/${format}`, width, height: pageHeight ?? height };
}

/** sharp reports errors in its message only. */
function refusal(error: unknown, maxPixels: number): unknown {
  if (!(error instanceof Error) || 'code' in error) return error;
  if (/unsupported image format|Input Buffer is empty/i.test(error.message)) return unsupported();
  if (/exceeds pixel limit/.test(error.message)) return tooLarge(maxPixels);
  return mediaErrors.image_unreadable({ errors: named('image_unreadable', 'file cannot be decoded') });
}

function unsupported(): Error {
  const message = 'Send a JPEG, PNG, WebP or GIF image.';
  return platformErrors.unsupported_media_type({ message, errors: named('unsupported_media_type', message) });
}

function tooLarge(maxPixels: number): Error {
  const message = `The image has too many pixels: ${maxPixels} may be in it, all frames together.`;
  return mediaErrors.image_too_large({ message, errors: named('max_pixels', message) });
}

function tooManyFrames(frames: number): Error {
  const message = `The animation has ${frames} frames; it may have ${MAX_FRAMES}.`;
  return mediaErrors.image_too_large({ message, errors: named('max_frames', message) });
}

function named(code: string, message: string): FieldError[] {
  return [{ path: 'file', code, message }];
}
