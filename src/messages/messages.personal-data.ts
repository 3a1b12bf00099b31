import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../users/personal-data.service.js';
import { MessagesStore } from './messages.store.js';

/** More than anybody reads, and than a server should hold in memory. */
const EXPORTED_MAX = 50_000;

/** What a person has said. When they leave their words go; that something was said stays, since others' numbers count it. */
@Injectable()
export class MessagesPersonalData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly store: MessagesStore,
  ) {}

  onModuleInit(): void {
    this.personalData.offer('messages', {
      read: (userId) => this.store.of(userId, EXPORTED_MAX),
      forget: (userId, tx) => this.store.forget(userId, tx),
    });
  }
}
