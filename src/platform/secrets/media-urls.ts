import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { Secrets } from './secrets.js';

/** Clocks of two instances may differ by as much, in seconds. */
const SKEW_S = 30;
const EXPIRY = /^[1-9]\d{0,11}$/;

export type MediaUrlVerdict = 'good' | 'expired' | 'forged';

/**
 * URLs of media that carry the time until which they may be opened: an HMAC-SHA-256 over version, method, path and
 * expiry. Here and not in `media`, because every slice that shows users shows their avatars.
 */
@Injectable()
export class MediaUrls {
  private readonly key: Buffer;
  readonly ttlS: number;

  constructor(secrets: Secrets, config: Configuration) {
    this.key = secrets.derive('media-urls');
    this.ttlS = config.media.urlTtlS;
  }

  /** A path; valid for half of MEDIA_URL_TTL_S at least, and the same for as long, so that browsers can cache the image. */
  sign(mediaId: string): string {
    const stepS = this.ttlS / 2;
    const exp = String(Math.floor((Math.floor(Date.now() / 1000 / stepS) + 2) * stepS));
    const path = `/api/media/${mediaId}`;
    return `${path}?exp=${exp}&sig=${this.signature(path, exp).toString('base64url')}`;
  }

  /** The verdict on any URL, however it was typed. An expiry further away than the server ever signs is forged. */
  check(mediaId: string, exp: unknown, sig: unknown): MediaUrlVerdict {
    if (typeof exp !== 'string' || !EXPIRY.test(exp) || typeof sig !== 'string') return 'forged';
    const nowS = Date.now() / 1000;
    if (Number(exp) <= nowS) return 'expired';
    if (Number(exp) > nowS + this.ttlS + SKEW_S) return 'forged';
    const expected = this.signature(`/api/media/${mediaId}`, exp);
    const given = Buffer.from(sig, 'base64url');
    // Also the text, or other spellings of the same bytes would do.
    const same = given.length === expected.length && timingSafeEqual(given, expected);
    return same && given.toString('base64url') === sig ? 'good' : 'forged';
  }

  private signature(path: string, exp: string): Buffer {
    return createHmac('sha256', this.key).update(`v1\nGET\n${path}\n${exp}`).digest();
  }
}
