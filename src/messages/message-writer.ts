import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { AppError } from '../platform/errors/app-error.js';
import { platformErrors } from '../platform/errors/platform.errors.js';
import { storeAway } from '../platform/errors/to-app-error.js';
import type { Principal } from '../platform/http/principal.js';
import { Log } from '../platform/log/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { type Committed, GroupCommit } from './group-commit.js';
import { MessageChecks } from './message-checks.js';
import { messagesErrors } from './messages.errors.js';
import type { RoomNews } from './messages.events.js';
import { MessagesNews } from './messages.news.js';
import type { Message, SendAck, SendPayload } from './messages.protocol.js';
import type { NewMessage } from './messages.store.js';

type Outcome = Committed | AppError | undefined;

const BATCH_MAX = 256;
const WAITING_MAX = 5000;
/** After so long nobody knows what became of a batch; sending again tells. */
const GIVE_UP_AFTER_MS = 15_000;

interface Waiting {
  principal: Principal;
  payload: SendPayload;
  resolve: (ack: SendAck) => void;
  reject: (error: unknown) => void;
}

/** A message that may be stored, and everybody who waits for it: the same one may have been sent several times. */
interface Candidate {
  message: NewMessage;
  room: string;
  waiting: Waiting[];
}

/**
 * Stores messages in groups: what arrives while one group is being committed is the next one. One statement carries them all, so
 * that there are more of them a second the more people write. Groups follow each other, which keeps everybody's messages in order.
 */
@Injectable()
export class MessageWriter implements BeforeApplicationShutdown {
  private queue: Waiting[] = [];
  private running?: Promise<void>;
  private readonly sizes;
  private readonly seconds;
  private readonly stored;

  constructor(
    private readonly checks: MessageChecks,
    private readonly groups: GroupCommit,
    private readonly news: MessagesNews,
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
    metrics.gauge('messages_waiting', 'Messages that wait to be stored', () => this.queue.length);
  }

  /** @returns after the commit @throws what `MessageChecks.admit` does, client_id_used, media_not_found, media_in_use, service_unavailable */
  write(principal: Principal, payload: SendPayload): Promise<SendAck> {
    if (this.queue.length >= WAITING_MAX) throw platformErrors.service_unavailable({ retryAfterMs: 1000 });
    return new Promise((resolve, reject) => {
      this.queue.push({ principal, payload, resolve, reject });
      this.running ??= this.run().finally(() => (this.running = undefined));
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0) {
      // What has already arrived at this process goes along.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.queue.splice(0, BATCH_MAX);
      await this.writeTogether(batch).catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      });
    }
  }

  private async writeTogether(batch: Waiting[]): Promise<void> {
    const candidates = await this.admit(batch);
    if (candidates.length > 0) await this.commit(candidates);
  }

  /** Everything is checked before; who may not be stored harms nobody else. */
  private async admit(batch: Waiting[]): Promise<Candidate[]> {
    const admitted = await Promise.all(
      batch.map(async (waiting) => {
        try {
          return { waiting, message: await this.checks.admit(waiting.principal, waiting.payload) };
        } catch (error) {
          waiting.reject(error);
          return undefined;
        }
      }),
    );
    const candidates = new Map<string, Candidate>();
    for (const one of admitted) {
      if (!one) continue;
      const { message, waiting } = one;
      const key = `${message.author} ${message.client}`;
      const same = candidates.get(key);
      if (!same) candidates.set(key, { message, room: waiting.payload.room, waiting: [waiting] });
      else if (same.message.room === message.room) same.waiting.push(waiting);
      else waiting.reject(messagesErrors.client_id_used());
    }
    return [...candidates.values()];
  }

  private async commit(candidates: Candidate[]): Promise<void> {
    try {
      const written = await this.timed(candidates.map(({ message }) => message));
      // Everybody is told before the senders are.
      this.news.tellAll(candidates.flatMap((candidate, i) => newsOf(candidate, written[i])));
      candidates.forEach((candidate, i) => this.answer(candidate, written[i]));
    } catch (error) {
      if (error instanceof AppError || storeAway(error) || candidates.length === 1)
        return this.refuse(candidates, error);
      this.log.warn('messages could not be stored together; one after the other now', { error });
      for (const candidate of candidates) await this.commit([candidate]);
    }
  }

  private async timed(messages: NewMessage[]): Promise<Outcome[]> {
    const stop = this.seconds.startTimer();
    const giveUp = new AbortController();
    try {
      return await Promise.race([
        this.writeTwice(messages),
        pause(GIVE_UP_AFTER_MS, undefined, { signal: giveUp.signal, ref: false }).then(() => {
          throw platformErrors.service_unavailable({ retryAfterMs: 1000 });
        }),
      ]);
    } finally {
      giveUp.abort();
      stop();
      this.sizes.observe(messages.length);
    }
  }

  /** The same message may be stored by another instance in the same moment; then it is found the second time. */
  private writeTwice(messages: NewMessage[]): Promise<Outcome[]> {
    return this.groups.write(messages).catch((error: unknown) => {
      if (storeAway(error)) throw error;
      return this.groups.write(messages);
    });
  }

  private answer({ message, waiting }: Candidate, written: Outcome): void {
    if (written instanceof AppError) return void waiting.forEach(({ reject }) => reject(written));
    if (!written || written.roomId !== message.room) {
      for (const { reject } of waiting) reject(messagesErrors.client_id_used());
      return;
    }
    if (!written.known) this.stored.inc();
    const { id, seq } = written;
    const createdAt = written.createdAt.toISOString();
    for (const { resolve } of waiting) resolve({ id, seq, createdAt });
  }

  private refuse(candidates: Candidate[], error: unknown): void {
    for (const { waiting } of candidates) for (const { reject } of waiting) reject(error);
  }
}

/** A message that has just been stored; what was there before has been told before. */
function newsOf({ message, room }: Candidate, written: Outcome): RoomNews[] {
  if (!written || written instanceof AppError || written.known) return [];
  const payload: Message = {
    room,
    id: written.id,
    seq: written.seq,
    clientId: message.client,
    author: written.author,
    text: message.text,
    createdAt: written.createdAt.toISOString(),
    ...(message.reply !== undefined && { replyTo: { id: message.reply, seq: message.replySeq! } }),
    ...(message.mentions.length > 0 && { mentions: message.mentions }),
    ...(written.attachments && { attachments: written.attachments }),
  };
  return [{ roomId: message.room, event: 'message:new', payload }];
}
