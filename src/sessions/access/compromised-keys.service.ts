import { Injectable } from '@nestjs/common';
import { KeyRotation, type RotationActor } from '../../keys/key-rotation.service.js';
import { type OutboxRow, SessionsStore, type Transaction } from '../sessions.store.js';

/** For signing keys that may have leaked: deletes them and, in the same transaction, ends every session. */
@Injectable()
export class CompromisedKeys {
  constructor(
    private readonly rotation: KeyRotation,
    private readonly sessions: SessionsStore,
  ) {}

  /**
   * @param unread whether keys that this APP_SECRET cannot open may be dropped as well
   * @returns the ended sessions, to be announced
   * @throws WrongAppSecret
   */
  replace(actor: RotationActor = {}, unread = false): Promise<OutboxRow[]> {
    const end = (tx: Transaction) => this.sessions.revokeEverything('signing_keys_compromised', tx);
    return this.rotation.replaceAll(end, actor, unread);
  }
}
