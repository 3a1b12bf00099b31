import { HttpException } from '@nestjs/common';
import { AppError } from './app-error.js';
import { platformErrors } from './platform.errors.js';

/** PostgreSQL and driver conditions that pass by themselves: connection lost or refused, shutting down, too many. */
const DATABASE_AWAY = /^(08|57P0|53[23]00|ECONN|EPIPE|ENOENT|ETIMEDOUT|P1001|P1002|P1008|P1017|P2024|P2028)/;

/** What any thrown thing means to a client; a fault becomes `internal_error` and keeps its cause for the log. */
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

/** Whether an error says that the database or Redis cannot be reached, as opposed to a bad query. */
export function storeAway(thrown: unknown): boolean {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    const code = codeOf(error);
    if (code && DATABASE_AWAY.test(code)) return true;
    const driver = Reflect.get(error, 'meta') as { driverAdapterError?: unknown } | undefined;
    if (driver?.driverAdapterError && storeAway(driver.driverAdapterError)) return true;
    if (
      error.name === 'MaxRetriesPerRequestError' ||
      /Stream isn't writeable|Connection is closed|Command timed out/.test(error.message)
    )
      return true;
    if (
      /Connection terminated|Can't reach database|timeout exceeded when trying to connect|ECONNREFUSED|DatabaseNotReachable|ConnectionClosed/.test(
        `${error.name} ${error.message}`,
      )
    )
      return true;
  }
  return false;
}

function codeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error ? (Reflect.get(thrown, 'code') as unknown) : undefined;
  return typeof code === 'string' ? code : undefined;
}

function statusOf(thrown: unknown): number | undefined {
  const status = thrown instanceof Error ? (Reflect.get(thrown, 'statusCode') as unknown) : undefined;
  return typeof status === 'number' ? status : undefined;
}
