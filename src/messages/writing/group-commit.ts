import { Injectable } from '@nestjs/common';
import { MediaService } from '../../media/media.service.js';
import type { Media } from '../../media/media.protocol.js';
import { AppError } from '../../platform/errors/app-error.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { sessionErrors } from '../../sessions/sessions.errors.js';
import { outgoingMessage } from '../messages.outgoing.js';
import { MessagesStore, type NewMessage, type Transaction, type Written } from '../messages.store.js';

/** A stored message with its attachments. */
export type Committed = Written & { attachments?: Media[] };

/** Some of a group may not be stored; the others are to come again without them. */
class SomeRefused extends Error {
  constructor(readonly refused: Map<NewMessage, AppError>) {
    super();
  }
}

/**
 * Commits a group of messages, in a single statement where nothing else has to be written. Attachments are claimed and webhook
 * events are recorded in the same transaction.
 */
@Injectable()
export class GroupCommit {
  /** Whether a webhook subscribed to messages at the last look-up; only the database's answer decides. */
  private hasSubscribers = false;

  constructor(
    private readonly store: MessagesStore,
    private readonly media: MediaService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @param maybeKnown whether some may be stored already; if they are and this says otherwise, it throws and nothing is stored
   * @returns by position; an error for one that cannot be stored, which harms no other
   */
  async write(messages: NewMessage[], maybeKnown: boolean): Promise<(Committed | AppError)[]> {
    if (!this.hasSubscribers && messages.every(({ attachments }) => !attachments)) {
      const written = await this.store.write(messages, maybeKnown);
      if (messages.every((_, n) => written[n])) return written;
    }
    const refused = new Map<NewMessage, AppError>();
    for (;;) {
      const rest = messages.filter((message) => !refused.has(message));
      try {
        const written =
          rest.length > 0 ? await this.store.transaction((tx) => this.writeWith(rest, maybeKnown, tx)) : [];
        const outcomes = new Map(rest.map((message, n) => [message, written[n]]));
        // A message that is neither new nor known is of an author whose account has ended meanwhile.
        return messages.map(
          (message) => refused.get(message) ?? outcomes.get(message) ?? sessionErrors.session_revoked(),
        );
      } catch (error) {
        if (!(error instanceof SomeRefused)) throw error;
        for (const [message, reason] of error.refused) refused.set(message, reason);
      }
    }
  }

  private async writeWith(
    messages: NewMessage[],
    maybeKnown: boolean,
    tx: Transaction,
  ): Promise<Committed[]> {
    const written = await this.store.write(messages, maybeKnown, tx);
    const fresh = messages.flatMap((message, n) => {
      const one = written[n];
      return one && !one.known ? [{ message, written: one }] : [];
    });
    await this.claim(fresh, tx);
    const outgoing = fresh.filter(({ message }) => !message.isDirect);
    const events = outgoing.map(({ message, written: one }) => outgoingMessage(message, one));
    if (events.length > 0) this.hasSubscribers = (await this.outbox.record(events, tx)) > 0;
    return written;
  }

  private async claim(fresh: { message: NewMessage; written: Committed }[], tx: Transaction): Promise<void> {
    const showing = fresh.filter(({ message }) => message.attachments);
    if (showing.length === 0) return;
    const wanted = showing.map(({ message: { attachments, author } }) => ({
      ids: attachments!,
      ownerId: author,
    }));
    const refused = new Map<NewMessage, AppError>();
    for (const [n, had] of (await this.media.claimEach(wanted, tx)).entries())
      if (had instanceof AppError) refused.set(showing[n]!.message, had);
      else showing[n]!.written.attachments = had;
    if (refused.size > 0) throw new SomeRefused(refused);
  }
}
