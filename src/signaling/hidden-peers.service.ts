import { Injectable } from '@nestjs/common';
import { RealtimeService } from '../realtime/realtime.service.js';
import { admissionOf } from './admission.js';

/** Devices hide their addresses from single peers of a group (`Terms.hidesFrom`); what was answered is remembered. */
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
