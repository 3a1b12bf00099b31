import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

interface RoomNames {
  slug: string;
  name: string;
}

export interface ExportedMessage {
  clientId: string;
  id: string;
  seq: number;
  text: string | null;
  attachments: string[];
  createdAt: Date;
  editedAt: Date | null;
  room: RoomNames;
}

export interface ExportedReaction {
  messageId: string;
  emoji: string;
  createdAt: Date;
  message: { seq: number; room: RoomNames };
}

const ROOM = { select: { slug: true, name: true } };

/** A user's messages and reactions, in pages. */
@Injectable()
export class MessageExportStore {
  constructor(private readonly database: Database) {}

  /** Ordered by client id: the only order of an author's messages that has an index. */
  messages(userId: string, last: ExportedMessage | undefined, limit: number): Promise<ExportedMessage[]> {
    return this.database.message.findMany({
      where: { authorId: userId, deletedAt: null, ...(last && { clientId: { gt: last.clientId } }) },
      select: {
        clientId: true,
        id: true,
        seq: true,
        text: true,
        attachments: true,
        createdAt: true,
        editedAt: true,
        room: ROOM,
      },
      orderBy: { clientId: 'asc' },
      take: limit,
    });
  }

  reactions(userId: string, last: ExportedReaction | undefined, limit: number): Promise<ExportedReaction[]> {
    const further = last && {
      OR: [{ messageId: { gt: last.messageId } }, { messageId: last.messageId, emoji: { gt: last.emoji } }],
    };
    return this.database.messageReaction.findMany({
      where: { userId, ...further },
      select: {
        messageId: true,
        emoji: true,
        createdAt: true,
        message: { select: { seq: true, room: ROOM } },
      },
      orderBy: [{ messageId: 'asc' }, { emoji: 'asc' }],
      take: limit,
    });
  }
}
