import { HttpException } from '@nestjs/common';
import { AppError } from './app-error.js';
import { platformErrors } from './platform.errors.js';
import { storeAway } from './store-away.js';

/** The client's view of any thrown value; a fault becomes `internal_error` and keeps its cause for the log. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = codeOf(thrown);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return platformErrors.unsupported_media_type();
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return platformErrors.payload_too_large();
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusOf(thrown);
  if (status === 404) return platformErrors.not_found();
  if (status === 405) return platformErrors.method_not_allowed();
  if (status === 413) return platformErrors.payload_too_large();
  if (status === 415) return platformErrors.unsupported_media_type();
  if (status !== undefined && status >= 400 && status < 500) return platformErrors.bad_request();
  if (storeAway(thrown)) return platformErrors.service_unavailable({ cause: thrown, retryAfterMs: 1000 });
  return platformErrors.internal_error({ cause: thrown });
}

function codeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error ? (Reflect.get(thrown, 'code') as unknown) : undefined;
  return typeof code === 'string' ? code : undefined;
}

function statusOf(thrown: unknown): number | undefined {
  const status = thrown instanceof Error ? (Reflect.get(thrown, 'statusCode') as unknown) : undefined;
  return typeof status === 'number' ? status : undefined;
}
