import { Injectable } from '@nestjs/common';
import { RealtimeService } from '../realtime/realtime.service.js';
import { admissionOf } from './admission.js';

/** Devices hide their IP addresses from single peers of a group (`AdmissionOptions.hidesFrom`); the answers are cached. */
@Injectable()
export class HiddenPeers {
  constructor(private readonly realtime: RealtimeService) {}

  /** The answers for these users' devices of this instance may have changed. */
  askAgainFor(userIds: string[]): void {
    for (const connection of this.realtime.localConnections()) {
      if (!userIds.includes(connection.principal.userId)) continue;
      for (const groupId of connection.groupIds) {
        const admission = admissionOf(connection, groupId);
        if (admission?.hidesFrom) admission.peers = new Map();
      }
    }
  }
}
