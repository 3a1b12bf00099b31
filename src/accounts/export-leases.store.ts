import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

/** Which exports are being written, on whichever instance. */
@Injectable()
export class ExportLeasesStore {
  constructor(private readonly database: Database) {}

  /** @returns false while another export of the user is being written */
  async take(userId: string, exportId: string, leaseS: number): Promise<boolean> {
    const count = await this.database.$executeRaw`
      INSERT INTO personal_exports (user_id, export_id, lease_until)
      VALUES (${userId}::uuid, ${exportId}::uuid, now() + make_interval(secs => ${leaseS}))
      ON CONFLICT (user_id) DO UPDATE SET export_id = excluded.export_id, lease_until = excluded.lease_until
      WHERE personal_exports.lease_until < now()`;
    return count === 1;
  }

  async renew(userId: string, exportId: string, leaseS: number): Promise<void> {
    await this.database.$executeRaw`
      UPDATE personal_exports SET lease_until = now() + make_interval(secs => ${leaseS})
      WHERE user_id = ${userId}::uuid AND export_id = ${exportId}::uuid`;
  }

  async release(userId: string, exportId: string): Promise<void> {
    await this.database.$executeRaw`
      DELETE FROM personal_exports WHERE user_id = ${userId}::uuid AND export_id = ${exportId}::uuid`;
  }
}
