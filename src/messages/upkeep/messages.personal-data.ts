import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportPages, PersonalData } from '../../users/personal-data.service.js';
import { type ExportedMessage, type ExportedReaction, MessageExportStore } from './message-export.store.js';
import { MessagesStore } from '../messages.store.js';

/** A user's messages. When the account is deleted their texts are; the tombstones stay, since the room's numbers count them. */
@Injectable()
export class MessagesPersonalData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly store: MessagesStore,
    private readonly exported: MessageExportStore,
  ) {}

  onModuleInit(): void {
    this.personalData.register('messages', {
      read: (userId) => ({
        messages: ExportPages.of<ExportedMessage>(
          (last, limit) => this.exported.messages(userId, last, limit),
          (page) => page.map(({ clientId: _, ...message }) => message),
        ),
        reactions: ExportPages.of<ExportedReaction>(
          (last, limit) => this.exported.reactions(userId, last, limit),
          (page) => page.map(({ messageId: _, ...reaction }) => reaction),
        ),
      }),
      erase: (userId, tx) => this.store.erase(userId, tx),
    });
  }
}
