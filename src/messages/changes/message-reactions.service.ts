import { Injectable } from '@nestjs/common';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import type { Principal } from '../../platform/access/principal.js';
import { type Bucket, Limits } from '../../platform/limits/limits.js';
import { oneEmoji } from '../../platform/text/visible-text.js';
import { RoomsService } from '../../rooms/rooms.service.js';
import { MessageChangesStore } from './message-changes.store.js';
import { messagesErrors } from '../messages.errors.js';
import { MessagesNotifier } from '../messages.notifier.js';
import {
  REACTIONS_PER_MESSAGE,
  REACTIONS_PER_USER,
  type Reaction,
  type ReactPayload,
} from '../messages.protocol.js';

const REACT: Bucket = { name: 'message-react', points: 120, durationS: 60, hot: true };

/** Reactions: users who may write add emoji to messages. */
@Injectable()
export class MessageReactions {
  constructor(
    private readonly changes: MessageChangesStore,
    private readonly notifier: MessagesNotifier,
    private readonly rooms: RoomsService,
    private readonly limits: Limits,
  ) {}

  /**
   * Adds an emoji, or removes the user's own; both are idempotent.
   * @throws validation_failed, room_not_found, permission_denied, message_not_found, message_deleted, too_many_reactions,
   * rate_limited
   */
  async react(
    principal: Principal,
    { room: slug, id, emoji: sent }: ReactPayload,
    wanted: boolean,
  ): Promise<Reaction[]> {
    const emoji = oneEmoji(sent);
    if (emoji === undefined)
      throw platformErrors.validation_failed({
        errors: [{ path: 'emoji', code: 'is_emoji', message: 'emoji must be one emoji' }],
      });
    const { room } = await this.rooms.enter(principal, slug, 'write');
    const { userId } = principal;
    await this.limits.consume(REACT, userId);
    const result = await this.changes.change(room.id, id, userId, async (before, tx) => {
      if (before.deletedAt) throw messagesErrors.message_deleted();
      const all = before.reactions ?? [];
      const same = all.find((reaction) => reaction.emoji === emoji);
      if ((same?.mine ?? false) === wanted) return false;
      const mine = all.filter((reaction) => reaction.mine);
      if (wanted && ((!same && all.length >= REACTIONS_PER_MESSAGE) || mine.length >= REACTIONS_PER_USER))
        throw messagesErrors.too_many_reactions();
      if (wanted) await this.changes.react(id, emoji, userId, tx);
      else await this.changes.unreact(id, emoji, userId, tx);
      return true;
    });
    if (!result) throw messagesErrors.message_not_found();
    const { seq, revision, reactions } = result.row;
    const count = reactions?.find((reaction) => reaction.emoji === emoji)?.count ?? 0;
    const reaction = { room: slug, id, seq, emoji, userId, added: wanted, count, revision: revision! };
    if (result.changed) this.notifier.send(room.id, 'message:reaction', reaction);
    return reactions ?? [];
  }
}
