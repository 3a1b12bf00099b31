import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Audit } from '../platform/audit/audit.js';
import type { Principal } from '../platform/access/principal.js';
import type { OwnUser } from '../users/users.protocol.js';
import { UsersService } from '../users/users.service.js';
import { MediaService } from './media.service.js';
import { MediaStore } from './media.store.js';
import { Uploads } from './uploads.js';

/** Which medium is a user's avatar; the previous one is deleted. */
@Injectable()
export class Avatars {
  constructor(
    private readonly uploads: Uploads,
    private readonly media: MediaService,
    private readonly store: MediaStore,
    private readonly users: UsersService,
    private readonly audit: Audit,
  ) {}

  /** @throws as Uploads.receive; user_not_found */
  async replace(principal: Principal, request: FastifyRequest): Promise<OwnUser> {
    const { id } = await this.uploads.receive(principal, request, 'avatar');
    return this.show(principal, id);
  }

  /** @throws user_not_found */
  async remove(principal: Principal): Promise<void> {
    await this.show(principal, null);
  }

  private show({ userId, sessionId }: Principal, id: string | null): Promise<OwnUser> {
    return this.store.transaction(async (tx) => {
      const { user, before } = await this.users.setAvatar(userId, id, tx);
      if (id) await this.media.claim([id], userId, tx);
      if (before) await this.media.release([before], tx);
      if (id ?? before)
        await this.audit.record(
          {
            event: 'user_updated',
            result: 'success',
            actorId: userId,
            subjectId: userId,
            sessionId,
            details: { fields: ['avatar'] },
          },
          tx,
        );
      return user;
    });
  }
}
