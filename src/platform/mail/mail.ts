import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.js';
import { type MailData, MailStore } from './mail.store.js';

/** The e-mail as its recipient gets it; plain text, one line of subject. */
export interface Email {
  subject: string;
  text: string;
}

/** Recipient and subject; `email` is canonical and may belong to no account. */
export interface MailOrder {
  kind: string;
  email: string;
  /** Ids and facts, never secrets: the table of waiting mail holds them. */
  data?: MailData;
}

/** Writes an e-mail at the moment it is sent; null when there is no recipient, or no longer one. */
export type Composer = (email: string, data: MailData) => Promise<Email | null>;

/**
 * Mail as services order it. The order is written in the transaction of the reported act, so there is never one without the
 * other; it is sent afterwards, at least once, and a second attempt is composed anew.
 */
@Injectable()
export class Mail {
  private readonly composers = new Map<string, Composer>();

  constructor(private readonly store: MailStore) {}

  enqueue({ kind, email, data = {} }: MailOrder, tx: Transaction): Promise<void> {
    return this.store.insert(kind, email, data, tx);
  }

  /** Says how e-mails of a kind are written; once, while the application starts. */
  register(kind: string, composer: Composer): void {
    this.composers.set(kind, composer);
  }

  composer(kind: string): Composer | undefined {
    return this.composers.get(kind);
  }
}
