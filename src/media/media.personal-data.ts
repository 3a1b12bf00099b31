import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../users/personal-data.service.js';
import { MediaService } from './media.service.js';
import { MediaStore } from './media.store.js';

/** A user's uploads, with URLs to fetch them. When the account is deleted, all of them are. */
@Injectable()
export class MediaPersonalData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly media: MediaService,
    private readonly store: MediaStore,
  ) {}

  onModuleInit(): void {
    this.personalData.register('media', {
      read: (userId) => this.media.of(userId),
      erase: (userId, tx) => this.store.releaseAllOf(userId, tx),
    });
  }
}
