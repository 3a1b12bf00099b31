import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../users/personal-data.service.js';
import { ReadMarksStore } from './read-marks.store.js';

/** Read marks are private to the user, so they are deleted with the account. */
@Injectable()
export class InboxPersonalData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly marks: ReadMarksStore,
  ) {}

  onModuleInit(): void {
    this.personalData.register('readMarks', {
      read: (userId) => this.marks.of(userId),
      erase: (userId, tx) => this.marks.erase(userId, tx),
    });
  }
}
