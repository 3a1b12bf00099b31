import { IsString, MaxLength } from 'class-validator';
import type { AuthRefresh } from './realtime.protocol.js';

export class AuthRefreshDto implements AuthRefresh {
  @IsString()
  @MaxLength(8192)
  accessToken: string;
}
