import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportPages, PersonalData } from '../users/personal-data.service.js';
import { type OwnReport, ReportsStore } from './reports.store.js';

/** What a person has reported. When they leave, what they reported is still looked at, without their name and words. */
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
      forget: (userId, tx) => this.store.forget(userId, tx),
    });
  }
}
