import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import type { AppError } from '../platform/errors/app-error.js';
import type { Principal } from '../platform/access/principal.js';
import { MediaUrls } from '../platform/secrets/media-urls.js';
import { PermissionsService } from '../users/permissions.service.js';
import { ExportPages } from '../users/personal-data.service.js';
import { mediaErrors } from './media.errors.js';
import type { Media } from './media.protocol.js';
import { MediaStore, type StoredMedia, type Transaction } from './media.store.js';

export type { Transaction } from './media.store.js';

/** A user's uploads that are claimed for one purpose. */
export interface Claim {
  ownerId: string;
  ids: string[];
}

/**
 * Media as other slices use them. An upload is an orphan until it is claimed; it is claimed once, and when the message or
 * profile that shows it is deleted, it is released and deleted, too.
 */
@Injectable()
export class MediaService {
  constructor(
    private readonly store: MediaStore,
    private readonly urls: MediaUrls,
    private readonly permissions: PermissionsService,
    private readonly audit: Audit,
  ) {}

  /**
   * Claims a user's uploads for what the caller writes in the same transaction.
   * @returns them in the order of `ids`
   * @throws media_not_found when one belongs to another user, is claimed already, or was collected
   */
  async claim(ids: string[], ownerId: string, tx: Transaction): Promise<Media[]> {
    if (ids.length === 0) return [];
    const claimed = await this.store.claim(ids, ownerId, tx);
    if (new Set(claimed).size !== ids.length) throw mediaErrors.media_not_found();
    return this.describe(ids, tx);
  }

  /**
   * The same for several at once: by position the media of each, or why it cannot have them, naming `attachments`. Where there is
   * such a one, roll back and come again without it.
   */
  async claimEach(wanted: Claim[], tx: Transaction): Promise<(Media[] | AppError)[]> {
    const each = wanted.flatMap(({ ids, ownerId }) => ids.map((id) => ({ id, ownerId })));
    const free = new Map((await this.store.claimEach(each, tx)).map((media) => [media.id, media]));
    const had = wanted.map(({ ids }) => {
      const media = ids.flatMap((id) => free.get(id) ?? []);
      if (media.length < ids.length) return undefined;
      for (const id of ids) free.delete(id);
      return media.map((one) => this.present(one));
    });
    if (!had.includes(undefined)) return had as Media[][];
    const there = await this.store.findAll(
      each.map(({ id }) => id),
      tx,
    );
    const owners = new Map(there.map(({ id, ownerId }) => [id, ownerId]));
    return had.map((media, n) => media ?? refusal(wanted[n]!, owners));
  }

  /** No longer shown anywhere; from the commit on they cannot be fetched. */
  async release(ids: string[], tx: Transaction): Promise<void> {
    if (ids.length > 0) await this.store.release(ids, tx);
  }

  /** With freshly signed URLs, in the order of `ids`; deleted ones are left out. */
  async describe(ids: string[], tx?: Transaction): Promise<Media[]> {
    const found = new Map((await this.store.findAll(ids, tx)).map((media) => [media.id, media]));
    return ids.flatMap((id) => {
      const media = found.get(id);
      return media ? [this.present(media)] : [];
    });
  }

  /** All uploads of a user. */
  of(ownerId: string): ExportPages {
    return ExportPages.of<StoredMedia>(
      (last, limit) => this.store.of(ownerId, last, limit),
      (page) => page.map((media) => this.present(media)),
    );
  }

  /**
   * The user's own uploads as long as nothing shows them; with `users.update` any user's, which is audited.
   * @throws media_not_found, media_in_use
   */
  async remove(principal: Principal, id: string): Promise<void> {
    const [media] = await this.store.findAll([id]);
    if (!media) throw mediaErrors.media_not_found();
    if (media.ownerId === principal.userId) {
      if (!(await this.store.releaseOrphan(id))) throw mediaErrors.media_in_use();
      return;
    }
    if (!(await this.permissions.has('users.update', principal))) throw mediaErrors.media_not_found();
    await this.store.transaction(async (tx) => {
      if ((await this.store.release([id], tx)) === 0) throw mediaErrors.media_not_found();
      const { userId: actorId, sessionId } = principal;
      const about = { actorId, sessionId, subjectId: media.ownerId, details: { mediaId: id } };
      await this.audit.record(
        { event: 'authz_admin', result: 'success', reason: 'media_removed', ...about },
        tx,
      );
    });
  }

  present({
    id,
    contentType,
    bytes,
    width,
    height,
    createdAt,
  }: Omit<StoredMedia, 'ownerId' | 'claimedAt'>): Media {
    const url = this.urls.sign(id);
    return { id, url, contentType, bytes, width, height, createdAt: createdAt.toISOString() };
  }
}

/** The existence of other users' media is not disclosed. */
function refusal({ ids, ownerId }: Claim, owners: Map<string, string>): AppError {
  const code = ids.every((id) => owners.get(id) === ownerId) ? 'media_in_use' : 'media_not_found';
  const message =
    code === 'media_in_use'
      ? 'attachments name an image that something else shows'
      : 'attachments name no upload of yours';
  return mediaErrors[code]({ errors: [{ path: 'attachments', code, message }] });
}
