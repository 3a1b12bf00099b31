import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import { storeAway } from '../../platform/errors/store-away.js';
import { Log } from '../../platform/log/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { type Committed, GroupCommit } from './group-commit.js';
import { messagesErrors } from '../messages.errors.js';
import type { RoomUpdate } from '../messages.events.js';
import { MessagesNotifier } from '../messages.notifier.js';
import type { Message, SendAck } from '../messages.protocol.js';
import type { NewMessage } from '../messages.store.js';

type Outcome = Committed | AppError | undefined;

/** After this time the outcome of a group is unknown; sending again resolves it. */
const GIVE_UP_AFTER_MS = 15_000;

/** A sender that waits for a message to be stored. */
export interface Waiter {
  resolve: (ack: SendAck) => void;
  reject: (error: unknown) => void;
}

/** A message that may be stored, and all senders that wait for it: the same one may have been sent several times. */
export interface Candidate {
  message: NewMessage;
  /** How its room was called. */
  slug: string;
  waiters: Waiter[];
}

/** Commits a group of messages, notifies their rooms, and answers the waiting senders. */
@Injectable()
export class MessageGroups {
  private readonly sizes;
  private readonly seconds;
  private readonly stored;

  constructor(
    private readonly commits: GroupCommit,
    private readonly notifier: MessagesNotifier,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.sizes = metrics.histogram(
      'message_group_size',
      'Messages stored in one transaction',
      [1, 2, 4, 8, 16, 32, 64, 128, 256],
    );
    this.seconds = metrics.histogram(
      'message_commit_seconds',
      'From the beginning of a transaction with messages to its commit',
      [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    );
    this.stored = metrics.counter('messages_stored_total', 'Messages stored');
  }

  /** @returns a function that notifies the rooms and answers every sender, whatever the outcome of the group */
  async commit(candidates: Candidate[]): Promise<() => void> {
    try {
      const written = await this.timed(candidates.map(({ message }) => message));
      return () => this.announce(candidates, written);
    } catch (error) {
      if (error instanceof AppError || storeAway(error) || candidates.length === 1)
        return () => refuse(candidates, error);
      this.log.warn('messages could not be stored together; one after the other now', { error });
      for (const candidate of candidates) (await this.commit([candidate]))();
      return () => undefined;
    }
  }

  /**
   * The rooms are notified before the senders are answered; these are answered even if no room could be notified: the message
   * is stored.
   */
  private announce(candidates: Candidate[], written: Outcome[]): void {
    try {
      this.notifier.sendAll(candidates.flatMap((candidate, i) => updatesOf(candidate, written[i])));
    } catch (error) {
      this.log.error('rooms could not be notified of messages', { error });
    }
    candidates.forEach((candidate, i) => this.answer(candidate, written[i]));
  }

  private async timed(messages: NewMessage[]): Promise<Outcome[]> {
    const stop = this.seconds.startTimer();
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Outcome[]>((resolve, reject) => {
        timer = setTimeout(
          () => reject(platformErrors.service_unavailable({ retryAfterMs: 1000 })),
          GIVE_UP_AFTER_MS,
        ).unref();
        this.writeTwice(messages).then(resolve, reject);
      });
    } finally {
      clearTimeout(timer);
      stop();
      this.sizes.observe(messages.length);
    }
  }

  /** Few messages are sent twice: those that are stored already, or in this moment by another instance, are found the second time. */
  private writeTwice(messages: NewMessage[]): Promise<Outcome[]> {
    return this.commits.write(messages, false).catch((error: unknown) => {
      if (storeAway(error)) throw error;
      return this.commits.write(messages, true);
    });
  }

  private answer(candidate: Candidate, written: Outcome): void {
    if (written instanceof AppError) return refuse([candidate], written);
    if (!written || written.roomId !== candidate.message.room)
      return refuse([candidate], messagesErrors.client_id_used());
    if (!written.known) this.stored.inc();
    const { id, seq } = written;
    const createdAt = written.createdAt.toISOString();
    for (const { resolve } of candidate.waiters) resolve({ id, seq, createdAt });
  }
}

function refuse(candidates: Candidate[], error: unknown): void {
  for (const { waiters } of candidates) for (const { reject } of waiters) reject(error);
}

/** Only for a message that was just stored; for a known one the room was notified before. */
function updatesOf({ message, slug }: Candidate, written: Outcome): RoomUpdate[] {
  if (!written || written instanceof AppError || written.known) return [];
  const payload: Message = {
    room: slug,
    id: written.id,
    seq: written.seq,
    clientId: message.client,
    author: written.author,
    text: message.text,
    createdAt: written.createdAt.toISOString(),
  };
  if (message.reply !== undefined) payload.replyTo = { id: message.reply, seq: message.replySeq! };
  if (message.mentions.length > 0) payload.mentions = message.mentions;
  if (written.attachments) payload.attachments = written.attachments;
  return [{ roomId: message.room, event: 'message:new', payload }];
}
