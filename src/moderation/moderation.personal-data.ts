import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../users/personal-data.service.js';
import { ReportsStore } from './reports.store.js';

/** What a person has reported. When they leave, what they reported is still looked at, without their name and words. */
@Injectable()
export class ModerationPersonalData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly store: ReportsStore,
  ) {}

  onModuleInit(): void {
    this.personalData.offer('reports', {
      read: (userId) => this.store.of(userId),
      forget: (userId, tx) => this.store.forget(userId, tx),
    });
  }
}
