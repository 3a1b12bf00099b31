import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { open, seal, Secrets } from '../../platform/secrets/secrets.js';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export interface SignedMessage {
  /** The same at every attempt. */
  id: string;
  body: string;
}

/** Secrets with which deliveries are signed (standardwebhooks.com), kept sealed with a key derived from APP_SECRET. */
@Injectable()
export class WebhookSecrets {
  private readonly sealingKey: Buffer;

  constructor(secrets: Secrets) {
    this.sealingKey = secrets.derive('webhook-secrets');
  }

  make(): { secret: string; sealed: Uint8Array } {
    const bytes = randomBytes(SECRET_BYTES);
    return { secret: PREFIX + bytes.toString('base64'), sealed: seal(this.sealingKey, bytes) };
  }

  /**
   * The headers of one attempt. While a secret is replaced both sign: a receiver that has one of them can verify.
   * @param sealed at least one
   * @throws Error when APP_SECRET differs from the one they were sealed with
   */
  sign({ id, body }: SignedMessage, sealed: Uint8Array[], nowMs: number): Record<string, string> {
    const timestamp = String(Math.floor(nowMs / 1000));
    const signatures = sealed.map((one) => {
      const signature = createHmac('sha256', open(this.sealingKey, one)).update(`${id}.${timestamp}.${body}`);
      return `v1,${signature.digest('base64')}`;
    });
    return {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    };
  }
}
