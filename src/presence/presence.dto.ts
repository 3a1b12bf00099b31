import { IsIn } from 'class-validator';
import { USER_STATUSES, type UserStatus } from '../users/users.protocol.js';

export class PresenceSetDto {
  @IsIn(USER_STATUSES)
  status: UserStatus;
}
