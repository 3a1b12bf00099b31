import { Injectable } from '@nestjs/common';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import type { Principal } from '../../platform/access/principal.js';
import { CHAT_MESSAGE_MAX_LENGTH } from '../../platform/wire/wire-limits.protocol.js';
import { type Bucket, Limits } from '../../platform/limits/limits.js';
import type { Room } from '../../rooms/rooms.protocol.js';
import { RoomsService } from '../../rooms/rooms.service.js';
import { UsersService } from '../../users/users.service.js';
import { MENTIONS_MAX, mentionedNames } from './mentions.policy.js';
import { type TextFault, textFault } from './message.policy.js';
import { messagesErrors } from '../messages.errors.js';
import { messageId } from './message-id.js';
import type { SendPayload } from '../messages.protocol.js';
import { MessagesStore, type NewMessage } from '../messages.store.js';

const IN_ROOM: Bucket = { name: 'message-room', points: 300, durationS: 10, hot: true };

const FAULTS: Record<TextFault, string> = {
  text_empty: 'text must have something that can be seen',
  text_too_long: `text must have at most ${CHAT_MESSAGE_MAX_LENGTH} characters`,
  text_unprintable: 'text must not have control characters or broken surrogate pairs',
};

/** The conditions a message must meet before it is stored. */
@Injectable()
export class MessageChecks {
  constructor(
    private readonly store: MessagesStore,
    private readonly rooms: RoomsService,
    private readonly users: UsersService,
    private readonly limits: Limits,
  ) {}

  /** @param hasMore something is attached to it @throws validation_failed naming `text` */
  text(text: string, hasMore: boolean): void {
    const code = textFault(text, CHAT_MESSAGE_MAX_LENGTH, hasMore);
    if (code === undefined) return;
    throw platformErrors.validation_failed({ errors: [{ path: 'text', code, message: FAULTS[code] }] });
  }

  /**
   * @throws room_not_found, permission_denied, rate_limited; validation_failed; message_not_found for the message it replies to
   */
  async admit(
    principal: Principal,
    { room: slug, clientId, text, replyTo, attachments = [] }: SendPayload,
  ): Promise<NewMessage> {
    const { room } = await this.rooms.enter(principal, slug, 'write');
    await this.limits.consume(IN_ROOM, room.id);
    const replySeq = replyTo === undefined ? undefined : await this.store.seqOf(room.id, replyTo);
    if (replyTo !== undefined && replySeq === undefined) throw messagesErrors.message_not_found();
    return {
      id: messageId(),
      room: room.id,
      slug: room.slug,
      ...(room.kind === 'direct' && { isDirect: true as const }),
      author: principal.userId,
      client: clientId,
      text,
      ...(replyTo !== undefined && { reply: replyTo, replySeq }),
      mentions: await this.mentions(room, text),
      ...(attachments.length > 0 && { attachments: attachments.map((id) => id.toLowerCase()) }),
    };
  }

  /**
   * The users a text mentions, of those who may read it.
   * @throws validation_failed naming `text` when they are too many to be notified
   */
  async mentions(room: Room, text: string): Promise<string[]> {
    const names = mentionedNames(text);
    if (names.length === 0) return [];
    const people = await this.users.findByUsernames(names);
    const readers = await this.rooms.mayOf(
      room.id,
      people.map(({ id, isGuest }) => ({ userId: id, isGuest })),
    );
    const mentioned = people.map(({ id }) => id).filter((id) => readers?.may.get(id)?.has('read'));
    if (mentioned.length <= MENTIONS_MAX) return mentioned;
    const message = `text must mention at most ${MENTIONS_MAX} people`;
    throw platformErrors.validation_failed({
      errors: [{ path: 'text', code: 'too_many_mentions', message }],
    });
  }
}
