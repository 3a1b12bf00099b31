import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportPages, PersonalData } from '../users/personal-data.service.js';
import { type OwnReport, ReportsStore } from './reports.store.js';

/** A user's reports. When the account is deleted, they stay open to moderators, without the reporter's name and words. */
@Injectable()
export class ModerationPersonalData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly store: ReportsStore,
  ) {}

  onModuleInit(): void {
    this.personalData.register('reports', {
      read: (userId) =>
        ExportPages.of<OwnReport>(
          (last, limit) => this.store.of(userId, last, limit),
          (page) => page.map(({ id: _, ...report }) => report),
        ),
      erase: (userId, tx) => this.store.erase(userId, tx),
    });
  }
}
