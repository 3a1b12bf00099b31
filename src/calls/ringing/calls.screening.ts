import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration.js';
import { platformErrors } from '../../platform/errors/platform.errors.js';
import type { Principal } from '../../platform/access/principal.js';
import { type Bucket, Limits } from '../../platform/limits/limits.js';
import { BlocksService } from '../../users/blocks.service.js';
import type { PublicUser } from '../../users/users.protocol.js';
import { UsersService } from '../../users/users.service.js';
import { mayRing } from '../call.policy.js';

const RING: Bucket = { name: 'call-ring', points: 20, durationS: 60, hot: true };
/** By one person to one other. */
const RING_PAIR: Bucket = { name: 'call-ring-pair', points: 10, durationS: 60, hot: true };

/** Who may ring whom, and how often. */
@Injectable()
export class CallsScreening {
  constructor(
    private readonly users: UsersService,
    private readonly blocks: BlocksService,
    private readonly limits: Limits,
    private readonly config: Configuration,
  ) {}

  /** @throws cannot_call_yourself, guest_not_allowed, rate_limited */
  async allow(principal: Principal, calleeId: string): Promise<void> {
    const { userId } = principal;
    mayRing(principal, calleeId, this.config.calls.guestsMayRing);
    await this.limits.consume(RING, userId);
    await this.limits.consume(RING_PAIR, `${userId}:${calleeId}`);
  }

  /** @returns the caller. @throws permission_denied, user_not_found */
  async callerFor(callerId: string, calleeId: string): Promise<PublicUser> {
    const [caller, , isBlocked] = await Promise.all([
      this.users.getPublic(callerId, calleeId),
      this.users.getActive(calleeId),
      this.blocks.has(calleeId, callerId),
    ]);
    if (isBlocked) throw platformErrors.permission_denied();
    return caller;
  }
}
