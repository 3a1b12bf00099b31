import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../users/personal-data.service.js';
import { VoiceStore } from './voice.store.js';

@Injectable()
export class VoicePersonalData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly store: VoiceStore,
  ) {}

  onModuleInit(): void {
    this.personalData.register('voice', {
      read: (userId) => this.store.of(userId),
      erase: (userId, tx) => this.store.erase(userId, tx),
    });
  }
}
