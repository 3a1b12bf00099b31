import type { JsonWebKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

export interface SigningKeyRow {
  kid: string;
  algorithm: string;
  publicJwk: JsonWebKey;
  /** PKCS#8, sealed. */
  privateSealed: Uint8Array;
  status: 'next' | 'active' | 'retired';
}

/** Any number: held while the first key is made, so that two instances starting at once agree on one. */
const FIRST_KEY_LOCK = 7_270_736_901n;

@Injectable()
export class SigningKeysStore {
  constructor(private readonly database: Database) {}

  async findAll(): Promise<SigningKeyRow[]> {
    const rows = await this.database.signingKey.findMany({ orderBy: { createdAt: 'asc' } });
    return rows.map((row) => ({ ...row, publicJwk: row.publicJwk as JsonWebKey }));
  }

  /** Adds the key unless there is an active one. */
  async addFirst({ kid, algorithm, publicJwk, privateSealed }: Omit<SigningKeyRow, 'status'>): Promise<void> {
    await this.database.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${FIRST_KEY_LOCK})`;
      await tx.$executeRaw`
        INSERT INTO signing_keys (kid, algorithm, public_jwk, private_sealed, status)
        SELECT ${kid}, ${algorithm}, ${JSON.stringify(publicJwk)}::jsonb, ${privateSealed}, 'active'::signing_key_status
        WHERE NOT EXISTS (SELECT FROM signing_keys WHERE status = 'active')`;
    });
  }
}
